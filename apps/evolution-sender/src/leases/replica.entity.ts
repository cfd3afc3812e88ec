import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A running process of this service; live while `seenAt` is recent. */
@Entity('replica')
export class Replica {
  @PrimaryColumn('uuid') id: string;
  @Column('timestamptz', { default: () => 'now()' }) seenAt: Date;
}
