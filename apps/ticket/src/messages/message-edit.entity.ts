import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An earlier wording of a message. The original has `editedAt` of when it was sent. */
@Entity('message_edit')
export class MessageEdit {
  @PrimaryColumn('uuid') messageId: string;
  @PrimaryColumn('timestamptz') editedAt: Date;
  @PrimaryColumn('text') hash: string;
  @Column('text', { nullable: true }) text: string | null;
}
