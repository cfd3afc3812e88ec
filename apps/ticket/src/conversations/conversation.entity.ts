import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Everything said between one of our numbers and one contact (or group), across all its tickets. */
@Entity('conversation')
@Index('conversation_of_contact', ['numberId', 'contactId'], { unique: true, where: 'contact_id IS NOT NULL' })
@Index('conversation_of_group', ['numberId', 'groupJid'], { unique: true, where: 'group_jid IS NOT NULL' })
export class Conversation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') numberId: string;
  @Index() @Column('uuid', { nullable: true }) contactId: string | null;
  @Column('text', { nullable: true }) groupJid: string | null;
  @Column('text') kind: 'person' | 'group';
  /** The JID the contact last wrote from: where answers go. */
  @Column('text') address: string;
  /** WhatsApp's time of the message that `address` was taken from. */
  @Column('timestamptz', { default: () => "'-infinity'" }) addressAt: Date;
  /** What customers wrote up to here (by our clock) was marked as read on WhatsApp. */
  @Column('timestamptz', { nullable: true }) readUpTo: Date | null;
  /** Position of the last message we sent; the next takes one more. */
  @Column('int', { default: 0 }) lastPosition: number;
  /** When that was ordered; null: never, or the conversation was merged since. */
  @Column('timestamptz', { nullable: true }) lastOrderedAt: Date | null;
  /** Turn of the last message that anybody said; the next takes one more. */
  @Column('int', { default: 0 }) lastTurn: number;
}
