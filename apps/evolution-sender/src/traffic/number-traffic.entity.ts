import type { NumberHealth } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TrafficNorm } from './domain/traffic-norm.js';

/** What goes on between a number and us. */
@Entity('number_traffic')
export class NumberTraffic {
  @PrimaryColumn('uuid') numberId: string;
  /** When a webhook with its secret last came. */
  @Column('timestamptz', { nullable: true }) lastWebhookAt: Date | null;
  /** When a contact's message last came, and one of ours left. */
  @Column('timestamptz', { nullable: true }) lastInAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastOutAt: Date | null;
  /** The hour that is being counted, and the messages that have come in it. */
  @Column('timestamptz', { nullable: true }) hourAt: Date | null;
  @Column('int', { default: 0 }) hourCount: number;
  @Column('jsonb', { default: () => "'[]'" }) norm: TrafficNorm;
  /** What was said last about how the number does, and when. */
  @Column('jsonb', { nullable: true }) health: NumberHealth | null;
  @Column('timestamptz', { nullable: true }) healthToldAt: Date | null;
  /** When WhatsApp itself was last asked because of a suspicion, and whether it answered. */
  @Column('timestamptz', { nullable: true }) probedAt: Date | null;
  @Column('boolean', { nullable: true }) whatsappAnswers: boolean | null;
  /** Before this nothing leaves that is not an answer. */
  @Column('timestamptz', { nullable: true }) nextOutreachAt: Date | null;
  @Column('timestamptz', { nullable: true }) restartedAt: Date | null;
}
