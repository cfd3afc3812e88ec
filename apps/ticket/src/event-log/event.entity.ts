import type { Audience } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One live event. Its number is its batch's last number minus how many follow it in the batch. */
@Entity('event')
export class EventRow {
  @PrimaryColumn('uuid') batchId: string;
  /** From 1 to the batch's size. */
  @PrimaryColumn('int') ordinal: number;
  @Column('text') type: string;
  @Column('uuid', { nullable: true }) ticketId: string | null;
  @Column('json') data: unknown;
  @Column('jsonb', { nullable: true }) audienceBefore: Audience | null;
  @Column('jsonb') audienceAfter: Audience;
  @Column('timestamptz', { nullable: true }) receivedAt: Date | null;
  @Column('text', { nullable: true }) traceparent: string | null;
}
