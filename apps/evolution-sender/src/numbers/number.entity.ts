import type { NumberState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A number that we were told to look after: its hook, its connection state. What is not in here is never touched. */
@Entity('number')
export class AdoptedNumber {
  @PrimaryColumn('uuid') id: string;
  @Index() @Column('text') instanceName: string;
  @Column('timestamptz', { default: () => 'now()' }) adoptedAt: Date;

  @Column('text', { default: 'unknown' }) state: NumberState;
  /** When Evolution first answered so, by our clock. */
  @Column('timestamptz', { nullable: true }) stateAt: Date | null;
  @Column('text', { nullable: true }) ownerJid: string | null;
  @Column('text', { nullable: true }) profileName: string | null;
  /** When its state is to be asked next; a hint from Evolution brings it forward. */
  @Column('timestamptz') nextCheckAt: Date;

  /** The hook that was there before ours, as Evolution described it; null when there was none. */
  @Column('jsonb', { nullable: true }) originalWebhook: object | null;
  @Column('timestamptz', { nullable: true }) originalWebhookAt: Date | null;
  /** When ours was last seen in place. */
  @Column('timestamptz', { nullable: true }) webhookSeenAt: Date | null;
  @Column('timestamptz') nextWebhookCheckAt: Date;
  @Column('int', { default: 0 }) webhookFailures: number;

  /** Everything up to here has been handed to the inbound exchange; null until the first back-fill. */
  @Column('timestamptz', { nullable: true }) backfilledUntil: Date | null;
  /** A reconnection or a new holder of the number brings it forward. */
  @Column('timestamptz', { default: () => 'now()' }) nextBackfillAt: Date;
}
