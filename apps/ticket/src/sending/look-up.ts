import type { MessageResource, RequestBody, SendMessageRequest } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { findAgents } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { lockFreeTickets, lockAnyTicket } from '../tickets/lock-ticket.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { findByClientIds } from './find-by-client-id.js';
import { findNewer } from './find-newer.js';

/** Everything that decides about what agents want to send. */
export interface Known {
  agents: ReadonlyMap<string, KnownAgent>;
  /** Those that can be answered together: nobody else holds one of them, and no two are of one conversation. */
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
    lock(
      tx,
      requests.map(({ ticketId }) => ticketId),
    ),
    findByClientIds(tx, requests),
    refusesStale ? findNewer(tx, requests) : new Map<string, string[]>(),
  ]);
  return { agents: new Map(agents.map((agent) => [agent.id, agent])), tickets, repeated, newer };
}

/** A single one is waited for; of several, each is free or left out, so that nobody waits for what is not theirs. */
async function lock(tx: Transaction, ids: string[]): Promise<Map<string, LockedTicket>> {
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) {
    const ticket = await lockAnyTicket(tx, id);
    return new Map(ticket === undefined ? [] : [[id, ticket]]);
  }
  const tickets = await lockFreeTickets(tx, ids);
  // Of two answers in one conversation the later one depends on the other.
  const conversations = new Set<string>();
  for (const one of ids) {
    const ticket = tickets.get(one);
    if (ticket === undefined) continue;
    if (conversations.has(ticket.conversationId)) tickets.delete(one);
    conversations.add(ticket.conversationId);
  }
  return tickets;
}
