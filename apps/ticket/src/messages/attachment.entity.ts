import type { AttachmentState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The file of a message, or one that was uploaded to be sent. */
@Entity('attachment')
@Index('attachment_unsent', ['uploadedAt'], { where: 'message_id IS NULL' })
export class Attachment {
  @PrimaryColumn('uuid') id: string;
  /** Null until it is sent. */
  @Column('uuid', { unique: true, nullable: true }) messageId: string | null;
  @Column('text') state: AttachmentState;
  @Column('jsonb', { nullable: true }) failure: { code: string; message: string } | null;
  @Column('text', { nullable: true }) mimeType: string | null;
  @Column('text', { nullable: true }) fileName: string | null;
  @Column('bigint', { nullable: true }) size: string | null;
  /** Name in the media store, once stored. */
  @Index() @Column('text', { nullable: true }) object: string | null;
  /** Whose it is until it is sent. */
  @Column('uuid', { nullable: true }) uploaderId: string | null;
  @Column('timestamptz', { nullable: true }) uploadedAt: Date | null;
  /** What Evolution needs to hand out the file: the message as it came, without previews. */
  @Column('jsonb', { nullable: true }) source: Record<string, unknown> | null;
}
