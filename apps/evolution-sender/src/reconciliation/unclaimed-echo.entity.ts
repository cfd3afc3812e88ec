import type { SentContent } from '../evolution-api/read-sent-content.js';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that Evolution says it sent, kept for some minutes: the attempt it belongs to may end without an answer. */
@Entity('unclaimed_echo')
export class UnclaimedEcho {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  @Column('text') remoteJid: string;
  @Column('text', { nullable: true }) remoteJidAlt: string | null;
  /** Null when it is of a kind that is never sent from here. */
  @Column('jsonb', { nullable: true }) content: SentContent | null;
  @Column('timestamptz') sentAt: Date;
  @Index() @Column('timestamptz', { default: () => 'now()' }) receivedAt: Date;
}
