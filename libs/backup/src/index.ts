export { ArchiveBroken, differences, readArchive, TableTally, writeArchive } from './archive.js';
export type { ArchiveRow } from './archive.js';
export { BackupTargetSettings, openBackupTarget, readManifest } from './backup-target.js';
export { ManifestUnreadable, parseManifest } from './domain/manifest.js';
export type { BackupKind, BackupManifest, TableManifest } from './domain/manifest.js';
export {
  archiveName,
  backupFolder,
  backupOf,
  copyName,
  dailyName,
  fullName,
  manifestName,
  nameOf,
} from './domain/names.js';
export { outlived } from './domain/retention.js';
export type { KeptBackup, RetentionRule } from './domain/retention.js';
