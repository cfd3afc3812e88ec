/** A database server that archives its WAL, on throw-away data: to lose it and to recover it. */
export interface ArchivedDatabase {
  /** Of the superuser. */
  url: (database: string) => string;
  /** Settings of PostgreSQL, as they stand in the documents, with this archive. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** While it runs, and others write: what pg_basebackup does. */
  makeBaseBackup: () => Promise<void>;
  /** What is committed by now lies in the archive afterwards. */
  archiveAll: () => Promise<void>;
  /** Kills the server, and its disk is gone. */
  lose: () => Promise<void>;
  /** From the base backup and the archive, up to a moment in PostgreSQL's words. Runs again afterwards. */
  recover: (moment: string) => Promise<void>;
}

export interface ArchiveSettings {
  /** `archive_command`, `archive_timeout` and so on; `/archive` stands for the archive's folder. */
  running: Record<string, string>;
  /** `restore_command` and so on, the same way. */
  recovering: Record<string, string>;
}

export function testArchivedDatabase(settings: ArchiveSettings): Promise<ArchivedDatabase>;
