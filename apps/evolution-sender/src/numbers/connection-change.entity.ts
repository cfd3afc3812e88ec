import type { NumberState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One change of a number's connection, with the reason as far as one was given. The latest of each number are kept. */
@Entity('connection_change')
@Index(['numberId', 'at'])
export class ConnectionChange {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') numberId: string;
  @Column('text') state: NumberState;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz') at: Date;
}
