import type { MessageContent, MessageKind, MessageStatus, MessageWarning } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One message of a conversation, received or sent. */
@Entity('message')
@Index('message_whatsapp_id', ['numberId', 'fromMe', 'whatsappId', 'salt'], {
  unique: true,
  where: 'whatsapp_id IS NOT NULL',
})
@Index('message_client_id', ['authorId', 'clientId'], { unique: true, where: 'client_id IS NOT NULL' })
@Index('message_order', ['conversationId', 'sentAt', 'orderKey'])
@Index('message_unread', ['ticketId', 'receivedAt'], { where: "direction = 'in'" })
@Index('message_turn', ['conversationId', 'turn'], { where: 'turn IS NOT NULL' })
// No index may hang on the status: each change of it would write all of them anew.
@Index('message_scheduled', ['position', 'scheduledFor'], { where: 'scheduled_for IS NOT NULL' })
@Index('message_recovered', ['numberId', 'receivedAt'], { where: "origin = 'backfill'" })
// A BRIN index, which cannot be described here.
@Index('message_received', { synchronize: false })
// Words of the text, for the search: a GIN index over an expression, which cannot be described here either.
@Index('message_words', { synchronize: false })
@Index('message_unanswered', ['numberId'], { where: 'whatsapp_id IS NULL AND position IS NOT NULL' })
export class Message {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid', { nullable: true }) ticketId: string | null;
  @Column('uuid') numberId: string;
  @Column('text') direction: 'in' | 'out';
  @Column('text') kind: MessageKind;
  @Column('text', { nullable: true }) text: string | null;
  @Column('jsonb', { default: () => "'{}'" }) content: MessageContent;
  @Column('text') status: MessageStatus;
  @Column('jsonb', { nullable: true }) failure: { code: string; message: string } | null;
  @Column('jsonb', { nullable: true }) warning: MessageWarning | null;
  @Column('boolean') fromMe: boolean;
  @Column('text', { nullable: true }) whatsappId: string | null;
  /** Empty, or what tells a hostile reuse of somebody else's message id apart. */
  @Column('text', { default: '' }) salt: string;
  /** Canonical identity of the author and hash of the content: what a duplicate must agree with. */
  @Column('text', { nullable: true }) senderKey: string | null;
  @Column('text', { nullable: true }) contentHash: string | null;
  @Column('uuid', { nullable: true }) authorId: string | null;
  @Column('uuid', { nullable: true }) clientId: string | null;
  @Column('jsonb', { nullable: true }) participant: { jid: string; name: string | null } | null;
  @Column('timestamptz') sentAt: Date;
  /** Tie-break inside one second: theirs before ours, then the WhatsApp id. */
  @Column('text') orderKey: string;
  /** When it was stored here: to the millisecond, as clients name it when they say how far they have read. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' }) receivedAt: Date;
  @Column('text', { default: 'webhook' }) origin: 'webhook' | 'history' | 'backfill' | 'agent' | 'phone' | 'api';
  /** Place among what we send in this conversation; null for everything else. */
  @Column('int', { nullable: true }) position: number | null;
  /** Place among what anybody said in this conversation, in the order of storing; null for history and what is not ordered yet. */
  @Column('int', { nullable: true }) turn: number | null;
  /** When a scheduled message is due. */
  @Column('timestamptz', { nullable: true }) scheduledFor: Date | null;
  /** The message that this one was sent again for. */
  @Column('uuid', { nullable: true }) resendOf: string | null;
  /** Highest revision of a send result applied. */
  @Column('int', { default: 0 }) sendRevision: number;
  @Column('timestamptz', { nullable: true }) editedAt: Date | null;
  @Column('timestamptz', { nullable: true }) deletedAt: Date | null;
  @Column('int', { default: 1 }) version: number;
}
