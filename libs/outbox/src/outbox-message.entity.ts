import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A broker message that a committed transaction wants sent. The row goes when the broker has confirmed it. */
@Entity('outbox_message')
@Index('outbox_pending', ['id'], { where: 'parked_at IS NULL' })
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
  /** Set when it was returned too often: somebody has to look. */
  @Column('timestamptz', { nullable: true }) parkedAt: Date | null;
}
