import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What one transaction did with messages of a number: added in that transaction, never changed, so that nobody waits for a row. Those of
 * an hour that is over are added up into one.
 */
@Entity('ledger_entry')
@Index('ledger_entry_hour', ['hour', 'numberId'])
export class LedgerEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_ledger_entry' }) id: string;
  @Column('uuid') numberId: string;
  /** Its beginning, of the row's `received_at` in `message`. */
  @Column('timestamptz') hour: Date;
  /** Messages that webhooks, history and back-fill told of. */
  @Column('int', { default: 0 }) received: number;
  /** Of these, those that became rows. */
  @Column('int', { default: 0 }) stored: number;
  /** Those that were there already. */
  @Column('int', { default: 0 }) duplicates: number;
  /** Echoes set aside, to be claimed or received once more. */
  @Column('int', { default: 0 }) held: number;
  /** Rows that gave way to an agent's message. */
  @Column('int', { default: 0 }) replaced: number;
  /** Agents' messages handed over for sending. */
  @Column('int', { default: 0 }) ordered: number;
  /** Rows that were removed with a person's data; of these, received ones and agents' messages. */
  @Column('int', { default: 0 }) erased: number;
  @Column('int', { default: 0 }) ordersErased: number;
}
