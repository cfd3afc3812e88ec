import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One way WhatsApp names a contact: a canonical phone or a LID. */
@Entity('contact_identity')
export class ContactIdentity {
  @PrimaryColumn('text') kind: 'phone' | 'lid';
  @PrimaryColumn('text') value: string;
  @Index() @Column('uuid') contactId: string;
}
