import type { MessageContent, MessageKind } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { nextPlaces, queuedColumns } from './order-send.js';
import type { QueuedMessage } from './order-send.js';

/** A message of ours on its way into the database. */
export interface OutboundMessage {
  id: string;
  ticket: LockedTicket;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  authorId: string;
  clientId: string;
  resendOf: string | null;
}

const columns = `id, conversation_id, ticket_id, number_id, direction, kind, text, content, from_me, author_id, client_id, order_key, origin, resend_of, sent_at`;
const given = `jsonb_to_recordset($1::jsonb) AS g(id uuid, "conversationId" uuid, "ticketId" uuid, "numberId" uuid, kind text, text text, content jsonb,
  "authorId" uuid, "clientId" uuid, "resendOf" uuid)`;
const values = `g.id, g."conversationId", g."ticketId", g."numberId", 'out', g.kind, g.text, g.content, true, g."authorId", g."clientId", '1:' || g.id, 'agent',
  g."resendOf", $2::timestamptz`;

const rowsOf = (messages: OutboundMessage[]): string =>
  JSON.stringify(
    messages.map(({ ticket: { conversationId, id: ticketId, numberId }, ...message }) => ({
      ...message,
      conversationId,
      ticketId,
      numberId,
    })),
  );

/** Stores a message that waits for its time; it stands where it will be sent. */
export function insertScheduled(tx: Transaction, message: OutboundMessage, scheduledFor: Date): void {
  tx.write(
    `INSERT INTO message (${columns}, status, scheduled_for) SELECT ${values}, 'scheduled', $2::timestamptz FROM ${given}`,
    [rowsOf([message]), scheduledFor],
  );
}

/**
 * Stores each message as the next one of its conversation, in one statement: a row that is placed later is written twice.
 * @param messages no two of one conversation
 */
export async function insertQueued(tx: Transaction, messages: OutboundMessage[], now: Date): Promise<QueuedMessage[]> {
  if (messages.length === 0) return [];
  const queued = await tx.query<QueuedMessage>(
    `WITH ${nextPlaces(`SELECT g."conversationId" FROM ${given}`, '$2::timestamptz')}
     INSERT INTO message AS m (${columns}, status, position, turn)
     SELECT ${values}, 'queued', placed.position, placed.turn FROM ${given} JOIN placed ON placed.id = g."conversationId"
     RETURNING ${queuedColumns}`,
    [rowsOf(messages), now],
  );
  if (queued.length < messages.length) throw new Error('a conversation vanished');
  return queued;
}
