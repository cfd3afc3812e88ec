import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One call that may deliver a message; committed before its first byte leaves. Without an outcome it is under way, or its process died. */
@Entity('send_attempt')
@Index('send_attempt_ordinal', ['commandId', 'ordinal'], { unique: true })
export class SendAttempt {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') commandId: string;
  /** From 1. */
  @Column('int') ordinal: number;
  @Column('timestamptz', { default: () => 'now()' }) startedAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('text', { nullable: true }) outcome: 'sent' | 'failed' | 'unknown' | 'held' | null;
  /** What was answered, in short. */
  @Column('text', { nullable: true }) detail: string | null;
}
