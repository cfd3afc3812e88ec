import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

/** One row: the last number given, and the identity that the epoch is derived from. */
@Entity('event_head')
export class EventHeadRow {
  @PrimaryColumn('boolean', { default: true }) only: boolean;
  @Column('bigint', { default: 0 }) seq: string;
  @Generated('uuid') @Column('uuid') identity: string;
}
