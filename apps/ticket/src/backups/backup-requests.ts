import type {
  BackupResource,
  ListBackupsRequest,
  LocateBackupRequest,
  ProveBackupRequest,
  RequestBody,
  StartBackupRequest,
} from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { TicketConfig } from '../app.config.js';
import { refusals } from '../requests/refusals.js';
import { describeTarget } from './backup-place.js';
import { BackupStore } from './backup-store.js';
import { BackupWorker } from './backup-worker.js';
import { BackupSchedule } from './domain/schedule.js';

/** What administrators ask about backups. */
@Injectable()
export class BackupRequests {
  constructor(
    private readonly database: Database,
    private readonly store: BackupStore,
    private readonly worker: BackupWorker,
    private readonly schedule: BackupSchedule,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  /** @throws RequestRefused */
  async list({ actorId }: RequestBody<ListBackupsRequest>): Promise<ListBackupsRequest['reply']> {
    await getActor(this.database, actorId, 'backups.manage');
    const target = await describeTarget(this.database, this.config);
    const { expression, timeZone } = this.schedule;
    return { plan: { target, schedule: expression, timeZone, nextAt: this.nextAt() }, items: await this.store.list() };
  }

  /** When the next backup is made; null when none are. */
  nextAt(): string | null {
    return this.config.BACKUP_TARGET === undefined ? null : this.schedule.next(this.clock.now()).toISOString();
  }

  /** @throws RequestRefused */
  async start({ actorId, id, kind, day }: RequestBody<StartBackupRequest>): Promise<BackupResource> {
    if (kind === 'daily' && !isDay(day)) throw refusals.backupNeedsDay();
    return this.queued(actorId, (tx) =>
      this.store.enqueue(tx, { id, kind, day: kind === 'daily' ? (day ?? null) : null, requestedBy: actorId }),
    );
  }

  /** @throws RequestRefused */
  async prove({ actorId, backupId }: RequestBody<ProveBackupRequest>): Promise<BackupResource> {
    return this.queued(actorId, async (tx) => {
      await this.findMade(tx, backupId);
      await this.store.wantProof(tx, backupId);
      return backupId;
    });
  }

  /** @throws RequestRefused */
  async locate({ actorId, backupId }: RequestBody<LocateBackupRequest>): Promise<LocateBackupRequest['reply']> {
    await getActor(this.database, actorId, 'backups.manage');
    const { name } = await this.findMade(this.database, backupId);
    return { name };
  }

  private async queued(actorId: string, enqueue: (tx: Transaction) => Promise<string>): Promise<BackupResource> {
    if (this.config.BACKUP_TARGET === undefined) throw refusals.backupsOff();
    const backup = await this.database.transaction(async (tx) => {
      await getActor(tx, actorId, 'backups.manage');
      return this.store.find(tx, await enqueue(tx));
    });
    if (backup === undefined) throw refusals.backupNotFound();
    this.worker.wake();
    return backup;
  }

  private async findMade(db: Database | Transaction, id: string): Promise<BackupResource & { name: string }> {
    const backup = await this.store.find(db, id);
    if (backup === undefined) throw refusals.backupNotFound();
    const { name } = backup;
    if (backup.state !== 'done' || name === null) throw refusals.backupNotMade();
    return { ...backup, name };
  }
}

/** A day of the calendar, written as ISO 8601 does. */
function isDay(day: string | undefined): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(`${day}`);
}
