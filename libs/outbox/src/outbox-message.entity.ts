import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A broker message that a committed transaction wants sent. The row stays for a day after the broker has confirmed it. */
@Entity('outbox_message')
@Index('outbox_pending', ['id'], { where: 'sent_at IS NULL AND parked_at IS NULL' })
@Index('outbox_sent', ['sentAt'], { where: 'sent_at IS NOT NULL' })
export class OutboxMessage {
  /** UUIDv7, so that the order is the order of writing; also the broker message's id. */
  @PrimaryColumn('uuid') id: string;
  @Column('text') exchange: string;
  @Column('text') routingKey: string;
  @Column('text') type: string;
  @Column('jsonb') body: object;
  @Column('jsonb', { default: () => "'{}'" }) headers: Record<string, string>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  /** How often no queue was bound for it. */
  @Column('int', { default: 0 }) returns: number;
  /** When the broker confirmed it. Emptied, it is sent once more: for a queue or a broker that was lost with it. */
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
  /** Set when it was returned too often: somebody has to look. It is tried once more every ten minutes. */
  @Column('timestamptz', { nullable: true }) parkedAt: Date | null;
}
