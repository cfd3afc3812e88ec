import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sender process that is alive, so that each takes its share of the numbers. */
@Entity('replica')
export class Replica {
  @PrimaryColumn('uuid') id: string;
  @Column('timestamptz') expiresAt: Date;
}
