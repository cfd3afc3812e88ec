import type { MessageContent, MessageKind } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { nextPlace, queuedColumns } from './order-send.js';
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
const values = `$1::uuid, $2::uuid, $3::uuid, $4::uuid, 'out', $5::text, $6::text, $7::jsonb, true, $8::uuid, $9::uuid, $10::text, 'agent', $11::uuid, $12::timestamptz`;

const valuesOf = (message: OutboundMessage, sentAt: Date): unknown[] => [
  message.id,
  message.ticket.conversationId,
  message.ticket.id,
  message.ticket.numberId,
  message.kind,
  message.text,
  JSON.stringify(message.content),
  message.authorId,
  message.clientId,
  `1:${message.id}`,
  message.resendOf,
  sentAt,
];

/** Stores a message that waits for its time; it stands where it will be sent. */
export function insertScheduled(tx: Transaction, message: OutboundMessage, scheduledFor: Date): void {
  tx.write(
    `INSERT INTO message (${columns}, status, scheduled_for) VALUES (${values}, 'scheduled', $12::timestamptz)`,
    valuesOf(message, scheduledFor),
  );
}

/** Stores a message as the next one of its conversation, in one statement: a row that is placed later is written twice. */
export async function insertQueued(tx: Transaction, message: OutboundMessage, now: Date): Promise<QueuedMessage> {
  const [queued] = await tx.query<QueuedMessage>(
    `WITH ${nextPlace('$2::uuid', '$12::timestamptz')}
     INSERT INTO message AS m (${columns}, status, position, turn) SELECT ${values}, 'queued', placed.position, placed.turn FROM placed
     RETURNING ${queuedColumns}`,
    valuesOf(message, now),
  );
  if (queued === undefined) throw new Error(`conversation ${message.ticket.conversationId} vanished`);
  return queued;
}
