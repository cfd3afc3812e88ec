import type { MessageContent, MessageKind, MessageStatus } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { getActor } from '../agents/actor.js';
import type { Actor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import { lockTicket } from '../tickets/lock-ticket.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';

export interface LockedMessage {
  id: string;
  ticketId: string | null;
  conversationId: string;
  numberId: string;
  fromMe: boolean;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  status: MessageStatus;
  whatsappId: string | null;
  participant: { jid: string } | null;
  position: number | null;
  sentAt: Date;
  deletedAt: Date | null;
}

/** What an agent names when they do something to a message. */
export interface MessageReference {
  actorId: string;
  ticketId: string;
  messageId: string;
}

/**
 * A message of the conversation of a ticket that the actor may see, locked with the ticket.
 * @throws RequestRefused `ticket.not-found`, `message.not-found`
 */
export async function lockMessage(
  tx: Transaction,
  { actorId, ticketId, messageId }: MessageReference,
): Promise<{ actor: Actor; ticket: LockedTicket; message: LockedMessage }> {
  const acting = getActor(tx, actorId, 'messages.send');
  const [actor, ticket] = await Promise.all([acting, lockTicket(tx, acting, ticketId)]);
  const [message] = await tx.query<LockedMessage>(
    `SELECT id, ticket_id AS "ticketId", conversation_id AS "conversationId", number_id AS "numberId", from_me AS "fromMe", kind, text,
       content, status, whatsapp_id AS "whatsappId", participant, position, sent_at AS "sentAt", deleted_at AS "deletedAt"
     FROM message WHERE id = $1 AND conversation_id = $2 FOR NO KEY UPDATE`,
    [messageId, ticket.conversationId],
  );
  if (message === undefined) throw refusals.messageNotFound();
  return { actor, ticket, message };
}
