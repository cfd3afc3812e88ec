import type { MessageResource, RequestBody, SendMessageRequest } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { findAgents } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { lockTickets } from '../tickets/lock-ticket.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { findByClientIds } from './find-by-client-id.js';
import { findNewer } from './find-newer.js';

/** Everything that decides about what agents want to send. */
export interface Known {
  agents: ReadonlyMap<string, KnownAgent>;
  tickets: ReadonlyMap<string, LockedTicket>;
  /** Messages that were named so before, by `keyOfName`. */
  repeated: ReadonlyMap<string, MessageResource>;
  /** By ticket, what others have said since the author looked. */
  newer: ReadonlyMap<string, string[]>;
}

/** Asked for at once. What is asked behind the locks of the tickets stays true until the commit. */
export async function lookUp(
  tx: Transaction,
  requests: RequestBody<SendMessageRequest>[],
  { refusesStale }: { refusesStale: boolean },
): Promise<Known> {
  const [agents, tickets, repeated, newer] = await Promise.all([
    findAgents(tx, [...new Set(requests.map(({ actorId }) => actorId))]),
    lockTickets(
      tx,
      requests.map(({ ticketId }) => ticketId),
    ),
    findByClientIds(tx, requests),
    refusesStale ? findNewer(tx, requests) : new Map<string, string[]>(),
  ]);
  requireApart([...tickets.values()]);
  return { agents: new Map(agents.map((agent) => [agent.id, agent])), tickets, repeated, newer };
}

/** Two answers in one conversation come one after the other: which is the later one is part of what decides about it. */
function requireApart(tickets: LockedTicket[]): void {
  if (new Set(tickets.map(({ conversationId }) => conversationId)).size < tickets.length)
    throw new Error('two tickets of one conversation in one transaction');
}
