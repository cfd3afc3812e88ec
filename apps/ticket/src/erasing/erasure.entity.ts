import type { ErasureState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Traces } from './domain/traces.js';

/** One person's data being erased, or what of it retention has outlived. The row stays, as the record of what was done; it names nobody. */
@Entity('erasure')
@Index('erasure_under_way', ['createdAt'], { where: "state <> 'done'" })
@Index('erasure_of_contact', ['contactId', 'createdAt'])
export class Erasure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_erasure' }) id: string;
  @Column('uuid') contactId: string;
  /** Only what ended before this; null: everything. */
  @Column('timestamptz', { nullable: true }) before: Date | null;
  @Column('text') reason: string;
  /** Null: the system, by its settings. */
  @Column('uuid', { nullable: true }) requestedBy: string | null;
  @Column('text', { default: 'waiting' }) state: ErasureState;
  /** What the person is known by, as long as it is needed to find the rest. */
  @Column('jsonb', { nullable: true }) traces: Traces | null;
  /** When the person's data stopped being in use: what came later is of somebody who wrote anew. */
  @Column('timestamptz', { nullable: true }) begunAt: Date | null;
  @Column('timestamptz', { nullable: true }) senderDoneAt: Date | null;
  @Column('int', { default: 0 }) messages: number;
  @Column('int', { default: 0 }) tickets: number;
  @Column('int', { default: 0 }) files: number;
  @Column('int', { default: 0 }) letters: number;
  @Column('text', { nullable: true }) error: string | null;
  @Column('timestamptz', { nullable: true }) nextAttemptAt: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
