import type { NumberOrigin, NumberState } from '@bkcrm/contracts';
import { environmentServerId } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is still to be done at Evolution. `remake`: delete the instance and make it anew, which is what logging out is. */
export type NumberTask = 'create' | 'remake' | 'delete' | 'release';

/** A number that we were told to look after: its hook, its connection state. What is not in here is never touched. */
@Entity('number')
export class AdoptedNumber {
  @PrimaryColumn('uuid') id: string;
  @Index() @Column('text') instanceName: string;
  @Column('uuid', { default: environmentServerId }) serverId: string;
  @Column('text', { default: 'adopted' }) origin: NumberOrigin;
  @Column('timestamptz', { default: () => 'now()' }) adoptedAt: Date;

  /** Null when there is nothing to do but to look after it. */
  @Column('text', { nullable: true }) task: NumberTask | null;
  @Column('timestamptz', { nullable: true }) nextTaskAt: Date | null;
  @Column('int', { default: 0 }) taskFailures: number;
  /** Encrypted. The instance's own key, chosen before it is made: whoever it opens is ours, also when the answer was lost. */
  @Column('text', { nullable: true }) instanceToken: string | null;

  @Column('text', { default: 'unknown' }) state: NumberState;
  /** When Evolution first answered so, by our clock. */
  @Column('timestamptz', { nullable: true }) stateAt: Date | null;
  @Column('text', { nullable: true }) ownerJid: string | null;
  /** The account this number is: the first that was linked, or the one that an administrator accepted later. */
  @Column('text', { nullable: true }) boundJid: string | null;
  /** What stands in the way, for an administrator; null when nothing does. */
  @Column('text', { nullable: true }) trouble: string | null;
  @Column('text', { nullable: true }) troubleDetail: string | null;
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

  /** Whether the settings that a help desk needs are ours to keep. */
  @Column('boolean', { default: false }) wantsSettings: boolean;
  /** The instance's settings before we changed any. */
  @Column('jsonb', { nullable: true }) originalSettings: object | null;
  @Column('timestamptz', { nullable: true }) originalSettingsAt: Date | null;

  /** When it was first seen linked: how much a new number may send unasked depends on its age. */
  @Column('timestamptz', { nullable: true }) firstLinkedAt: Date | null;

  /** Messages per second on average, and how many may leave at once; null: the configured ones. */
  @Column('double precision', { nullable: true }) ratePerSecond: number | null;
  @Column('int', { nullable: true }) burst: number | null;

  /** Everything up to here has been handed to the inbound exchange; null until the first back-fill. */
  @Column('timestamptz', { nullable: true }) backfilledUntil: Date | null;
  /** Webhooks may have got lost since `gapSince`: every back-fill looks back to there, until what comes late has come (`gapUntil`). */
  @Column('timestamptz', { nullable: true }) gapSince: Date | null;
  @Column('timestamptz', { nullable: true }) gapUntil: Date | null;
  /** Somebody ordered a back-fill from here on; null once it was done. */
  @Column('timestamptz', { nullable: true }) backfillFrom: Date | null;
  /** A reconnection or a new holder of the number brings it forward. */
  @Column('timestamptz', { default: () => 'now()' }) nextBackfillAt: Date;
}
