import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What goes on between a number and us. */
@Entity('number_traffic')
export class NumberTraffic {
  @PrimaryColumn('uuid') numberId: string;
  /** When a webhook with its secret last came. */
  @Column('timestamptz', { nullable: true }) lastWebhookAt: Date | null;
}
