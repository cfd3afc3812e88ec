import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A delivery that could not be handled, out of its dead-letter queue. The row goes when it is replayed or discarded. */
@Entity('dead_letter')
@Index('dead_letter_arrived', ['arrivedAt', 'id'])
export class DeadLetterRow {
  /** Made of the queue and the message's own id: the same message is the same letter, however often it comes. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_dead_letter' }) id: string;
  @Column('text') queue: string;
  @Column('text') messageId: string;
  @Column('text') type: string;
  @Column('text') exchange: string;
  @Column('text') routingKey: string;
  @Column('jsonb') headers: Record<string, string | number | boolean>;
  @Column('bytea') body: Buffer;
  @Column('text') reason: string;
  @Column('text', { nullable: true }) stackHash: string | null;
  @Column('int') attempts: number;
  /** How often it has come here: once more after every replay that failed again. */
  @Column('int') count: number;
  @Column('text', { nullable: true }) firstFailedAt: string | null;
  @Column('timestamptz', { default: () => 'now()' }) arrivedAt: Date;
}
