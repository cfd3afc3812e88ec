import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A webhook that names a number nobody knows. Replayed when it becomes known; dropped after 7 days. */
@Entity('quarantined_event')
export class QuarantinedEvent {
  @PrimaryColumn('uuid') id: string;
  @Index() @Column('text') instance: string;
  @Column('text') event: string;
  @Column('text') reason: string;
  @Column('bytea') body: Buffer;
  @Column('jsonb', { default: () => "'{}'" }) headers: Record<string, string>;
  /** How often it has come here. */
  @Column('int', { default: 1 }) count: number;
  @Index() @Column('timestamptz', { default: () => 'now()' }) receivedAt: Date;
}
