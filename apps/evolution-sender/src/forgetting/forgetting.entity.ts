import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The ticket service erases a person: what is held of them here is to go as well. Its id is the erasure's. */
@Entity('forgetting')
@Index('forgetting_under_way', ['orderedAt'], { where: 'done_at IS NULL' })
export class Forgetting {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_forgetting' }) id: string;
  @Column('uuid', { array: true }) conversationIds: string[];
  /** The person's phones and LIDs in digits; none once it is done. */
  @Column('text', { array: true }) addresses: string[];
  /** What came later is not meant. */
  @Column('timestamptz') until: Date;
  @Column('timestamptz') orderedAt: Date;
  @Column('timestamptz', { nullable: true }) doneAt: Date | null;
}
