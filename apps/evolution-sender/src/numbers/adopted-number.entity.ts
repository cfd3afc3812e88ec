import type { NumberState } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A WhatsApp number that we were told to look after. No other instance of the Evolution server is ever written to. */
@Entity('number')
export class AdoptedNumber {
  @PrimaryColumn('uuid') id: string;
  @Column('text') instanceName: string;
  @Column('timestamptz', { default: () => 'now()' }) adoptedAt: Date;
  /** The instance's webhook before ours, for giving it back; `{}` when there was none, null before we have asked. */
  @Column('jsonb', { nullable: true }) previousWebhook: Record<string, unknown> | null;
  @Column('timestamptz', { nullable: true }) webhookSetAt: Date | null;
  @Column('text', { default: 'unknown' }) state: NumberState;
  @Column('timestamptz', { nullable: true }) stateAt: Date | null;
  @Column('text', { nullable: true }) ownerJid: string | null;
  @Column('text', { nullable: true }) profileName: string | null;
  /** Tokens left at `bucketAt`; null before the first send. */
  @Column('double precision', { nullable: true }) bucketLevel: number | null;
  @Column('timestamptz', { nullable: true }) bucketAt: Date | null;
  /** Nothing is sent before. */
  @Column('timestamptz', { nullable: true }) pausedUntil: Date | null;
  @Column('text', { nullable: true }) pauseReason: string | null;
}
