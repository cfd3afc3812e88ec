import type { AttachmentState } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The file of a message. */
@Entity('attachment')
export class Attachment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { unique: true }) messageId: string;
  @Column('text') state: AttachmentState;
  @Column('jsonb', { nullable: true }) failure: { code: string; message: string } | null;
  @Column('text', { nullable: true }) mimeType: string | null;
  @Column('text', { nullable: true }) fileName: string | null;
  @Column('bigint', { nullable: true }) size: string | null;
  /** Name in the media store, once stored. */
  @Column('text', { nullable: true }) object: string | null;
  /** What Evolution needs to hand out the file: the message as it came, without previews. */
  @Column('jsonb', { nullable: true }) source: Record<string, unknown> | null;
}
