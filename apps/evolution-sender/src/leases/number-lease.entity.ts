import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who works a number: one replica at a time, until `expiresAt` by the database's clock. The token changes with every holder. */
@Entity('number_lease')
export class NumberLease {
  @PrimaryColumn('uuid') numberId: string;
  @Column('uuid', { nullable: true }) token: string | null;
  @Column('uuid', { nullable: true }) holder: string | null;
  @Column('timestamptz', { default: () => 'now()' }) expiresAt: Date;
  /** Level of the number's token bucket at `tokensAt`, kept here so that a restart gains nothing. */
  @Column('double precision', { nullable: true }) tokens: number | null;
  @Column('timestamptz', { nullable: true }) tokensAt: Date | null;
  /** The database's epoch when the number was last taken; in another one nobody knows what was sent meanwhile. */
  @Column('text', { nullable: true }) epoch: string | null;
}
