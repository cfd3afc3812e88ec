import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A file of the media store that was part of what is erased. It goes unless a message of somebody else shows the same content. */
@Entity('unwanted_file')
export class UnwantedFile {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_unwanted_file' }) object: string;
  /** Null: it came with a message that had been erased before. */
  @Index('unwanted_file_erasure') @Column('uuid', { nullable: true }) erasureId: string | null;
}
