import type { BackupMedia, BackupPlan, BackupProof, BackupResource } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches, ValidateIf } from 'class-validator';

const kinds = ['full', 'daily'] as const;

export class StartBackupDto {
  /** Everything, or the conversations of one day. */
  @ApiProperty({ enum: kinds })
  @IsIn(kinds)
  kind: (typeof kinds)[number];
  /** Of a daily one, as `2026-11-24`. One that exists is made anew. */
  @ApiPropertyOptional({ format: 'date' })
  @ValidateIf(({ kind }: StartBackupDto) => kind === 'daily')
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day?: string;
}

class BackupMediaDto implements BackupMedia {
  files: number;
  bytes: number;
  /** By this backup; the others were in the target already. */
  copied: number;
  /** Not in the media store, or damaged there. */
  missing: number;
}

class BackupProofDto implements BackupProof {
  @ApiProperty({ format: 'date-time' }) at: string;
  ok: boolean;
  tables: number;
  rows: number;
  /** What was not as it should be. */
  problems: string[];
}

export class BackupDto implements BackupResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: kinds }) kind: BackupResource['kind'];
  @ApiProperty({ type: String, format: 'date', nullable: true }) day: string | null;
  @ApiProperty({ enum: ['waiting', 'running', 'done', 'failed'] }) state: BackupResource['state'];
  name: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) requestedBy: string | null;
  rows: number | null;
  /** Of its file, without the files of messages. */
  bytes: number | null;
  sha256: string | null;
  @ApiProperty({ type: BackupMediaDto, nullable: true }) media: BackupMediaDto | null;
  error: string | null;
  @ApiProperty({ type: BackupProofDto, nullable: true }) proof: BackupProofDto | null;
  isProofWanted: boolean;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finishedAt: string | null;
}

class BackupTargetDto {
  @ApiProperty({ enum: ['folder', 's3'] }) kind: 'folder' | 's3';
  place: string;
  encrypted: boolean;
  /** What is lost together with the target: the disk that also holds this. */
  @ApiProperty({ enum: ['database', 'media'], isArray: true }) sharesDiskWith: ('database' | 'media')[];
}

class BackupPlanDto implements BackupPlan {
  /** Null: none is configured, and no backups are made. */
  @ApiProperty({ type: BackupTargetDto, nullable: true }) target: BackupTargetDto | null;
  /** A cron expression. */
  schedule: string;
  timeZone: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) nextAt: string | null;
}

export class BackupPage {
  plan: BackupPlanDto;
  items: BackupDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
