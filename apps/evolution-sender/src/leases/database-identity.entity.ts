import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

/** One row: what the database's epoch is derived from. Whoever restores a backup into the same cluster gives it another. */
@Entity('database_identity')
export class DatabaseIdentity {
  @PrimaryColumn('boolean', { default: true }) only: boolean;
  @Generated('uuid') @Column('uuid') identity: string;
  /** What was ordered before then may have been sent by the database that this one is a copy of. Null: this is no restored copy. */
  @Column('timestamptz', { nullable: true }) restoredAt: Date | null;
}
