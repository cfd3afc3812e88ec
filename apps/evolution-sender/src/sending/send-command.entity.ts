import type { OutboundContent, QuotedReference, SendPurpose } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type CommandState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled';

/** One message to send, or act to do: the send queue is this table. The id is the command's, so that a repeated command changes nothing. */
@Entity('send_command')
@Index('send_command_unsettled', ['numberId', 'conversationId', 'position'], { where: 'settled_at IS NULL' })
@Index('send_command_order', ['conversationId', 'position'])
@Index('send_command_unacknowledged', ['numberId', 'nextAckCheckAt'], { where: 'next_ack_check_at IS NOT NULL' })
@Index('send_command_outreach', ['numberId', 'settledAt'], { where: "purpose = 'outreach'" })
@Index('send_command_late', ['acknowledgedAt'], { where: "acknowledged_at - settled_at > interval '30 seconds'" })
@Index('send_command_unknown', ['numberId'], { where: "state = 'unknown'" })
export class SendCommand {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') numberId: string;
  @Column('uuid') conversationId: string;
  @Column('int') position: number;
  @Column('text') recipient: string;
  @Column('jsonb') content: OutboundContent;
  @Column('jsonb', { nullable: true }) quoted: QuotedReference | null;
  @Column('text', { default: 'queued' }) state: CommandState;
  /** Rises with every change of state that is told to others. */
  @Column('int', { default: 0 }) revision: number;
  /** Attempts so far; the last one decides. */
  @Column('int', { default: 0 }) attempts: number;
  @Column('text', { nullable: true }) whatsappId: string | null;
  /** The chat as WhatsApp names it, once sent. */
  @Column('text', { nullable: true }) remoteJid: string | null;
  /** Doing it twice is the same as doing it once: without an answer it is simply done again. */
  @Column('boolean', { default: false }) repeatable: boolean;
  @Column('text', { default: 'reply' }) purpose: SendPurpose;
  @Column('boolean', { default: false }) firstContact: boolean;
  /** Why it is held back, as the agent was told; null when it is not. */
  @Column('text', { nullable: true }) held: string | null;
  @Column('timestamptz') queuedAt: Date;
  /** When the one before it in the conversation was queued; null: never, or not known. */
  @Column('timestamptz', { nullable: true }) previousQueuedAt: Date | null;
  @Column('timestamptz') nextAttemptAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** While `unknown`: how often Evolution has been searched, and when it is next. */
  @Column('int', { default: 0 }) looks: number;
  @Column('timestamptz', { nullable: true }) nextLookAt: Date | null;
  /** When WhatsApp first said that it has the message. */
  @Column('timestamptz', { nullable: true }) acknowledgedAt: Date | null;
  /** Once sent: how often Evolution has been asked for that in vain, and when it is next; null when it is not asked (any more). */
  @Column('int', { default: 0 }) ackChecks: number;
  @Column('timestamptz', { nullable: true }) nextAckCheckAt: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  /** Cancelled while it was being tried: it ends as soon as it would wait again. */
  @Column('boolean', { default: false }) cancelWanted: boolean;
  /** W3C trace context of its order: its attempts, whenever they are, are part of that trace. */
  @Column('text', { nullable: true }) traceparent: string | null;
  /** Set when nothing more is going to happen by itself; until then the command holds up the later ones of its conversation. */
  @Index() @Column('timestamptz', { nullable: true }) settledAt: Date | null;
}
