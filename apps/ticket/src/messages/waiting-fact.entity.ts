import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A status, edit, deletion or reaction whose message has not arrived yet. Applied when it is stored; forgotten after 7 days. */
@Entity('waiting_fact')
export class WaitingFact {
  @PrimaryColumn('uuid') numberId: string;
  @PrimaryColumn('text') whatsappId: string;
  /** What makes it the same fact when it comes twice. */
  @PrimaryColumn('text') factKey: string;
  @Column('jsonb') fact: Record<string, unknown>;
  @Index() @Column('timestamptz', { default: () => 'now()' }) receivedAt: Date;
}
