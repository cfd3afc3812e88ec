import type { BackupKind } from '@bkcrm/backup';
import type { BackupMedia, BackupProof } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One backup: wanted, being made, made, or failed. Those that retention has removed have no row. */
@Entity('backup')
@Index('backup_of_day', ['day'], { unique: true, where: 'day IS NOT NULL' })
@Index('backup_of_schedule', ['kind', 'scheduledFor'], {
  unique: true,
  where: "scheduled_for IS NOT NULL AND kind = 'full'",
})
export class Backup {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_backup' }) id: string;
  @Column('text') kind: BackupKind;
  /** Of a daily one, where the help desk is. */
  @Column('date', { nullable: true }) day: string | null;
  /** When the schedule wanted it; null when somebody asked for it. */
  @Column('timestamptz', { nullable: true }) scheduledFor: Date | null;
  @Column('uuid', { nullable: true }) requestedBy: string | null;
  @Column('text', { default: 'waiting' }) state: 'waiting' | 'running' | 'done' | 'failed';
  @Column('int', { default: 0 }) attempts: number;
  @Column('timestamptz', { nullable: true }) nextAttemptAt: Date | null;
  @Column('text', { nullable: true }) name: string | null;
  @Column('bigint', { nullable: true }) rows: string | null;
  /** Of its file, without the files of messages. */
  @Column('bigint', { nullable: true }) bytes: string | null;
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('jsonb', { nullable: true }) media: BackupMedia | null;
  @Column('text', { nullable: true }) error: string | null;
  /** What became of the last proof. */
  @Column('jsonb', { nullable: true }) proof: BackupProof | null;
  @Column('timestamptz', { nullable: true }) proofWantedAt: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
