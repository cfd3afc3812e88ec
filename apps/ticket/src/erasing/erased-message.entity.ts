import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is left of an erased message: enough to recognise it when it comes again, and nothing else. Kept for good. */
@Entity('erased_message')
export class ErasedMessage {
  /** See `erasedMessageHash`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_erased_message' }) hash: string;
  @Index('erased_message_erasure') @Column('uuid') erasureId: string;
}
