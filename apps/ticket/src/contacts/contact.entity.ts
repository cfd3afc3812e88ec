import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person who writes to us, whatever number they write to. */
@Entity('contact')
// Words of name and phone, for the search: a GIN index over an expression, which cannot be described here.
@Index('contact_words', { synchronize: false })
export class Contact {
  @PrimaryColumn('uuid') id: string;
  /** The name shown: what an agent gave, else WhatsApp's, else null (then the phone is shown). */
  @Column('text', { nullable: true }) name: string | null;
  /** Digits as WhatsApp addresses them, or null while only a LID is known. */
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { nullable: true }) avatarUrl: string | null;
  /** Set when this turned out to be the same person as another contact. */
  @Column('uuid', { nullable: true }) mergedInto: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
