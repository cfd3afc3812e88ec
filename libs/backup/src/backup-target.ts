import { AsList } from '@bkcrm/config';
import { FileLimitSettings, FolderMediaStore, S3MediaStore } from '@bkcrm/media';
import type { MediaStore } from '@bkcrm/media';
import { IsArray, IsOptional, IsString, IsUrl, Matches, MinLength } from 'class-validator';
import { backupFolder, manifestName, nameOf } from './domain/names.js';
import { ManifestUnreadable, parseManifest } from './domain/manifest.js';
import type { BackupManifest } from './domain/manifest.js';

/** The part of an environment that says where backups lie; with the limits of files, since a class has one parent. */
export class BackupTargetSettings extends FileLimitSettings {
  /** A folder, or `s3://bucket/prefix`. No backups are made without it. */
  @IsOptional() @IsString() @Matches(/^(s3:\/\/[a-z\d][a-z\d.-]+(\/[\w./-]*)?|(?!s3:).+)$/) BACKUP_TARGET?: string;
  /** Of an S3 server other than Amazon's (MinIO, Ceph). */
  @IsOptional() @IsUrl({ require_tld: false, require_protocol: true }) BACKUP_S3_ENDPOINT?: string;
  @IsString() BACKUP_S3_REGION = 'us-east-1';
  /** Without them the AWS SDK looks for credentials by itself. */
  @IsOptional() @IsString() BACKUP_S3_ACCESS_KEY_ID?: string;
  @IsOptional() @IsString() BACKUP_S3_SECRET_ACCESS_KEY?: string;
  /** Backups are encrypted with the first of these and read with any. */
  @IsOptional() @AsList() @IsArray() @MinLength(32, { each: true }) BACKUP_KEYS?: string[];
}

/** Undefined when there is no target. */
export function openBackupTarget(settings: BackupTargetSettings): MediaStore | undefined {
  const { BACKUP_TARGET: target } = settings;
  if (target === undefined) return undefined;
  if (!target.startsWith('s3://')) return new FolderMediaStore(target);
  const { hostname, pathname } = new URL(target);
  const path = pathname.replace(/^\/+|\/+$/g, '');
  return new S3MediaStore({
    bucket: hostname,
    prefix: path === '' ? '' : `${path}/`,
    region: settings.BACKUP_S3_REGION,
    endpoint: settings.BACKUP_S3_ENDPOINT,
    credentials: credentialsOf(settings),
  });
}

function credentialsOf({ BACKUP_S3_ACCESS_KEY_ID, BACKUP_S3_SECRET_ACCESS_KEY }: BackupTargetSettings) {
  if (BACKUP_S3_ACCESS_KEY_ID === undefined || BACKUP_S3_SECRET_ACCESS_KEY === undefined) return undefined;
  return { accessKeyId: BACKUP_S3_ACCESS_KEY_ID, secretAccessKey: BACKUP_S3_SECRET_ACCESS_KEY };
}

/** The manifest of a backup by whatever names it. @throws ManifestUnreadable */
export async function readManifest(target: MediaStore, given: string): Promise<BackupManifest> {
  const name = nameOf(given);
  const text = await target.read(`${backupFolder}/${manifestName(name)}`);
  if (text === undefined) throw new ManifestUnreadable(`there is no backup ${name}`);
  return parseManifest(text.toString());
}
