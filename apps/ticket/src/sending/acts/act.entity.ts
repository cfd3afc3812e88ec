import type { ActResource, SendState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that we ordered to be done to a message that exists: a reaction, an edit, a deletion. */
@Entity('act')
@Index('act_of_message', ['messageId', 'position'])
export class Act {
  /** The command's as well. */
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') messageId: string;
  @Column('text') kind: ActResource['kind'];
  /** The new text of an edit; the emoji of a reaction, empty to take it back. */
  @Column('text', { nullable: true }) text: string | null;
  @Column('uuid') authorId: string;
  /** Place among everything that we send in the conversation. */
  @Column('int') position: number;
  @Column('text', { default: 'queued' }) status: SendState;
  @Column('jsonb', { nullable: true }) failure: { code: string; message: string } | null;
  /** Highest revision of a send result applied. */
  @Column('int', { default: 0 }) sendRevision: number;
  @Column('timestamptz') createdAt: Date;
}
