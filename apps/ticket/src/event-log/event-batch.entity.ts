import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The events of one commit, as a range of numbers. Inserted without numbers; a deferred trigger takes them from the counter
 * inside COMMIT, so commit order is number order, without gaps, and the counter is never locked across a round trip.
 */
@Entity('event_batch')
export class EventBatchRow {
  @PrimaryColumn('uuid') id: string;
  @Column('int') size: number;
  @Index('event_batch_range', { unique: true }) @Column('bigint', { nullable: true }) lastSeq: string | null;
  @Index() @Column('timestamptz', { default: () => 'now()' }) at: Date;
}
