import { openBackupTarget, readManifest } from '@bkcrm/backup';
import type { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { TicketConfig } from '../app.config.js';
import { BackupMetrics } from './backup-metrics.js';
import { BackupStore } from './backup-store.js';
import { BackupSchedule } from './domain/schedule.js';
import { BackupReader } from './making/backup-reader.js';
import { makeBackup } from './making/make-backup.js';
import { removeOutlived } from './remove-outlived.js';
import { proveBackup } from './restoring/prove-backup.js';
import type { PrepareSchemas } from './restoring/prove-backup.js';

/** Injection token of what brings the schemas of all services into a scratch database. */
export const PREPARE_SCHEMAS = Symbol('prepare schemas');

/** Any fixed number: one replica at a time makes, removes and proves backups. */
const backupLock = 7_305_003;
const roundMs = 15_000;

/** Makes the backups that the schedule or an administrator wants, one after the other, on one replica at a time. */
@Injectable()
export class BackupWorker {
  private readonly logger = new Logger(BackupWorker.name);
  private readonly stopping = new AbortController();
  private startedAt: Date | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly reader: BackupReader,
    @Inject(PREPARE_SCHEMAS) private readonly prepare: PrepareSchemas,
    private readonly store: BackupStore,
    private readonly schedule: BackupSchedule,
    private readonly media: MediaStore,
    private readonly metrics: BackupMetrics,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  start(): void {
    if (this.config.BACKUP_TARGET === undefined)
      this.logger.warn('no backups are made: BACKUP_TARGET says no place for them');
    this.timer = setInterval(() => this.wake(), roundMs);
    this.wake();
  }

  /** A round now, e.g. because somebody wants a backup. */
  wake(): void {
    this.metrics.show();
    this.running ??= this.round()
      .catch((error: unknown) => this.logger.warn('a round of backups failed; it will be tried again', error))
      .finally(() => (this.running = undefined));
  }

  /** What is being made is given back, for another replica or the next start. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the service stops'));
    await this.running;
  }

  /** Everything that waits now. */
  async round(): Promise<void> {
    this.metrics.know(await this.store.lastGood());
    const target = openBackupTarget(this.config);
    if (target === undefined) return;
    const now = this.clock.now();
    const since = (await this.store.scheduledUntil()) ?? (this.startedAt ??= now);
    await this.store.enqueueRuns(this.schedule.due(since, now));
    // The lock ends with the transaction, and with the connection when this process dies. It takes no snapshot along.
    const reader = await this.reader.database();
    await reader.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock(${backupLock}) AS held`);
      if (lock?.held !== true) return;
      while (
        !this.stopping.signal.aborted &&
        ((await this.makeNext(reader, target)) || (await this.proveNext(target)))
      );
    });
    this.metrics.know(await this.store.lastGood());
  }

  private async makeNext(database: Database, target: MediaStore): Promise<boolean> {
    const backup = await this.store.takeNext(this.clock.now());
    if (backup === undefined) return false;
    const { id, kind, day } = backup;
    this.logger.log('a backup begins', { id, kind, day });
    try {
      const manifest = await makeBackup(kind === 'daily' && day !== null ? { kind: 'daily', day } : { kind: 'full' }, {
        database,
        media: this.media,
        target,
        key: this.config.BACKUP_KEYS?.[0],
        timeZone: this.schedule.timeZone,
        signal: this.stopping.signal,
      });
      await this.store.finish(id, manifest, this.clock.now());
      this.metrics.made(kind, 'done');
      const { name, file, media } = manifest;
      this.logger.log('a backup is made', { id, name, bytes: file.bytes, sha256: file.sha256, media });
      await this.removeOutlived(target);
    } catch (error) {
      await this.broken(backup, error);
    }
    return true;
  }

  private async broken({ id, kind }: { id: string; kind: 'full' | 'daily' }, error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return this.store.giveBack(id);
    const message = error instanceof Error ? error.message : 'it failed';
    this.metrics.made(kind, 'failed');
    const again = await this.store.fail(id, message, this.clock.now());
    this.logger.error(again ? 'a backup failed and will be tried again' : 'a backup failed', {
      id,
      kind,
      error: message,
    });
  }

  private async removeOutlived(target: MediaStore): Promise<void> {
    const rule = { days: this.config.BACKUP_KEEP_DAYS, atLeast: this.config.BACKUP_KEEP_AT_LEAST };
    try {
      const gone = await removeOutlived(target, this.clock.now(), rule);
      await this.store.forget(gone);
      if (gone.length > 0) this.logger.log('backups have had their time and are removed', { names: gone });
    } catch (error) {
      this.logger.warn('old backups could not be removed; it will be tried again after the next', error);
    }
  }

  private async proveNext(target: MediaStore): Promise<boolean> {
    const wanted = await this.store.nextProof();
    if (wanted === undefined) return false;
    const { id, name } = wanted;
    const proof = await this.proof(target, name);
    await this.store.keepProof(id, proof);
    this.metrics.proved(proof.ok ? 'ok' : 'broken');
    if (proof.ok) this.logger.log('a backup is proven', { id, name, rows: proof.rows });
    else this.logger.error('a backup could not be proven', { id, name, problems: proof.problems });
    return true;
  }

  private async proof(target: MediaStore, name: string): ReturnType<typeof proveBackup> {
    try {
      const manifest = await readManifest(target, name);
      const { BACKUP_KEYS: keys = [], BACKUP_PROOF_URL, DATABASE_URL } = this.config;
      const serverUrl = BACKUP_PROOF_URL ?? DATABASE_URL;
      return await proveBackup(manifest, { target, keys, serverUrl, prepare: this.prepare });
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'it failed';
      return { at: this.clock.now().toISOString(), ok: false, tables: 0, rows: 0, problems: [problem] };
    }
  }
}
