import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who may send for a number. Times are the database's. */
@Entity('number_lease')
export class NumberLease {
  @PrimaryColumn('uuid') numberId: string;
  /** The replica. */
  @Column('uuid') holder: string;
  /** New whenever the lease changes hands. */
  @Column('uuid') token: string;
  @Column('timestamptz') expiresAt: Date;
}
