import type { MessageContent, MessageKind } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { LockedTicket } from '../tickets/lock-ticket.js';

/** A message of ours on its way into the database. */
export interface OutboundMessage {
  id: string;
  ticket: LockedTicket;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  authorId: string;
  clientId: string;
  now: Date;
  /** Null: it is sent at once. */
  scheduledFor: Date | null;
  resendOf: string | null;
}

/** A scheduled message stands where it will be sent. */
export function insertOutbound(tx: Transaction, message: OutboundMessage): void {
  const { id, ticket, kind, text, content, authorId, clientId, now, scheduledFor, resendOf } = message;
  tx.write(
    `INSERT INTO message (id, conversation_id, ticket_id, number_id, direction, kind, text, content, status, from_me, author_id, client_id, sent_at, order_key, origin, scheduled_for, resend_of)
     VALUES ($1, $2, $3, $4, 'out', $5, $6, $7, $8, true, $9, $10, $11, $12, 'agent', $13, $14)`,
    [
      id,
      ticket.conversationId,
      ticket.id,
      ticket.numberId,
      kind,
      text,
      JSON.stringify(content),
      scheduledFor === null ? 'queued' : 'scheduled',
      authorId,
      clientId,
      scheduledFor ?? now,
      `1:${id}`,
      scheduledFor,
      resendOf,
    ],
  );
}
