import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A status of a message of ours that no attempt has claimed, kept for some minutes: the message exists, whoever sent it.
 * `isForeign`: it was written on the phone or by another program, so that it is no attempt's.
 */
@Entity('unclaimed_status')
export class UnclaimedStatus {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  @Column('text', { nullable: true }) remoteJid: string | null;
  @Column('boolean', { default: false }) isForeign: boolean;
  @Index() @Column('timestamptz') receivedAt: Date;
}
