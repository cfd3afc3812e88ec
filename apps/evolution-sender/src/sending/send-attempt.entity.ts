import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One try to send a command, committed before the first byte leaves. */
@Entity('send_attempt')
// One WhatsApp message settles one attempt only.
@Index('send_attempt_claim', ['numberId', 'whatsappId'], { unique: true, where: 'whatsapp_id IS NOT NULL' })
export class SendAttempt {
  @PrimaryColumn('uuid') commandId: string;
  /** 1 is the first. */
  @PrimaryColumn('int') number: number;
  @Column('uuid') numberId: string;
  /** Lease under which it was made. */
  @Column('uuid') leaseToken: string;
  @Column('timestamptz') startedAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  /** `sent`, `failed`, `deferred` or `unknown`; null while it runs. */
  @Column('text', { nullable: true }) outcome: string | null;
  @Column('int', { nullable: true }) httpStatus: number | null;
  @Column('text', { nullable: true }) whatsappId: string | null;
  /** Class of the trouble or code of the failure. */
  @Column('text', { nullable: true }) error: string | null;
}
