import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A message sent through Evolution's API that none of ours has claimed yet. Ours can be echoed before the send is answered;
 * what stays unclaimed was sent by another program.
 */
@Entity('unclaimed_echo')
export class UnclaimedEcho {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  @Column('jsonb') fact: Record<string, unknown>;
  @Column('timestamptz', { nullable: true }) webhookReceivedAt: Date | null;
  @Index() @Column('timestamptz', { default: () => 'now()' }) receivedAt: Date;
}
