import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A problem that administrators are told of: once when it begins, once when it is over. */
@Entity('notice')
@Index('notice_open', ['kind', 'subject'], { unique: true, where: 'over_at IS NULL' })
export class NoticeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_notice' }) id: string;
  @Column('text') kind: string;
  @Column('text') subject: string;
  /** In English. */
  @Column('text') text: string;
  /** What a sentence in another language needs. */
  @Column('jsonb', { default: {} }) data: Record<string, string | number | null>;
  @Column('timestamptz') begunAt: Date;
  @Column('timestamptz', { nullable: true }) overAt: Date | null;
  /** When somebody was told that it began, and that it is over. */
  @Column('timestamptz', { nullable: true }) toldAt: Date | null;
  @Column('timestamptz', { nullable: true }) overToldAt: Date | null;
  /** Until then a replica is busy telling. */
  @Column('timestamptz', { nullable: true }) claimedUntil: Date | null;
}
