import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { AgentRequest } from './agent-request.js';

/** What the gateway asks of the ticket service about backups. Administrators only, which the ticket service checks itself. */

/** Files of messages that a full backup names; `copied` of them by this backup, the others were in the target already. */
export interface BackupMedia {
  files: number;
  bytes: number;
  copied: number;
  /** Not in the media store, or damaged there. */
  missing: number;
}

/** A backup was restored into a scratch database and compared with what it was made from. */
export interface BackupProof {
  at: string;
  ok: boolean;
  /** Tables and rows that were the same. */
  tables: number;
  rows: number;
  /** What was not as it should be; none when `ok`. */
  problems: string[];
}

export interface BackupResource {
  id: string;
  kind: 'full' | 'daily';
  /** Of a daily one. */
  day: string | null;
  state: 'waiting' | 'running' | 'done' | 'failed';
  name: string | null;
  requestedBy: string | null;
  rows: number | null;
  /** Of its file, without the files of messages. */
  bytes: number | null;
  sha256: string | null;
  media: BackupMedia | null;
  error: string | null;
  proof: BackupProof | null;
  isProofWanted: boolean;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Where backups go and when; without a target none are made. */
export interface BackupPlan {
  target: {
    kind: 'folder' | 's3';
    /** The folder, or bucket and prefix. */
    place: string;
    encrypted: boolean;
    /** What is lost together with the target: the disk that also holds this. */
    sharesDiskWith: ('database' | 'media')[];
  } | null;
  schedule: string;
  timeZone: string;
  nextAt: string | null;
}

/** → the plan and the backups, the latest first. */
export class ListBackupsRequest extends AgentRequest {
  static readonly type = 'backup.list-request.v1';
  declare readonly reply: { plan: BackupPlan; items: BackupResource[] };
}

/** → BackupResource, which waits for its turn. A daily one is made anew when there is one of that day. */
export class StartBackupRequest extends AgentRequest {
  static readonly type = 'backup.start-request.v1';
  declare readonly reply: BackupResource;

  @IsOptional() @IsUUID() id?: string;
  @IsIn(['full', 'daily']) kind: 'full' | 'daily';
  /** Needed for a daily one. */
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) day?: string;
}

/** → BackupResource. Its proof waits for its turn. */
export class ProveBackupRequest extends AgentRequest {
  static readonly type = 'backup.prove-request.v1';
  declare readonly reply: BackupResource;

  @IsUUID() backupId: string;
}

/** → the name of a backup that is made, by which its manifest lies in the target. */
export class LocateBackupRequest extends AgentRequest {
  static readonly type = 'backup.locate-request.v1';
  declare readonly reply: { name: string };

  @IsUUID() backupId: string;
}
