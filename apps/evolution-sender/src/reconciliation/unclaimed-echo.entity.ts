import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that Evolution says it sent, kept for some minutes: the attempt it belongs to may end without an answer. */
@Entity('unclaimed_echo')
export class UnclaimedEcho {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  @Column('text') remoteJid: string;
  @Column('text', { nullable: true }) remoteJidAlt: string | null;
  @Column('text', { nullable: true }) text: string | null;
  @Column('timestamptz') sentAt: Date;
  @Index() @Column('timestamptz', { default: () => 'now()' }) receivedAt: Date;
}
