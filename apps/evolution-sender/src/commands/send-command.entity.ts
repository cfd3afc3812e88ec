import type { SendState } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One message to deliver, under the id that ticket gave it. The table is the send queue. */
@Entity('send_command')
@Index('send_command_unsettled', ['numberId', 'conversationId', 'position'], {
  where: `state IN ('queued', 'sending', 'unknown')`,
})
@Index('send_command_whatsapp_id', ['numberId', 'whatsappId'], { unique: true, where: 'whatsapp_id IS NOT NULL' })
export class SendCommand {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') numberId: string;
  @Column('uuid') conversationId: string;
  /** Place inside the conversation. */
  @Column('int') position: number;
  /** JID, or phone digits. */
  @Column('text') recipient: string;
  @Column('text') text: string;
  @Column('jsonb', { nullable: true }) quoted: { whatsappId: string; remoteJid?: string; fromMe?: boolean } | null;
  @Column('text', { default: 'queued' }) state: 'queued' | SendState;
  /** Rises with every result that is reported. */
  @Column('int', { default: 0 }) revision: number;
  /** Not tried, or (when unknown) not looked for, before. */
  @Column('timestamptz', { default: () => 'now()' }) nextAttemptAt: Date;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz') queuedAt: Date;
  @Column('text', { nullable: true }) whatsappId: string | null;
  @Column('jsonb', { nullable: true }) failure: { code: string; message: string } | null;
  /** How often an unknown one was looked for in Evolution's store. */
  @Column('int', { default: 0 }) looks: number;
}
