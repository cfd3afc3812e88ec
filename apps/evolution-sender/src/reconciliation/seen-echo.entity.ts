import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that went out through Evolution's API, as its `send.message` webhook or its answer told. */
@Entity('seen_echo')
export class SeenEcho {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  @Column('text') remoteJid: string;
  @Column('text', { nullable: true }) text: string | null;
  /** When it reached us. */
  @Index('seen_echo_at') @Column('timestamptz', { default: () => 'now()' }) at: Date;
  /** The command it settled. */
  @Column('uuid', { nullable: true }) claimedBy: string | null;
}
