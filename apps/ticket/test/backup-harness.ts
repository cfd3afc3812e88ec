import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '@bkcrm/database';
import { migrate } from '@bkcrm/database';
import { storeFile } from '@bkcrm/media';
import { withDatabase } from '@bkcrm/testing';
import type { TestDatabase } from '@bkcrm/testing';
import { TicketConfig } from '../src/app.config.js';
import type { BackupMetrics } from '../src/backups/backup-metrics.js';
import { BackupStore } from '../src/backups/backup-store.js';
import { BackupWorker } from '../src/backups/backup-worker.js';
import { BackupSchedule } from '../src/backups/domain/schedule.js';
import { BackupReader } from '../src/backups/making/backup-reader.js';
import { aDelivery, aPhotoUpsert, aTextUpsert, TicketHarness } from './ticket-harness.js';

// A full backup holds every service's tables, so their real migrations are run. Found by path: services import nothing of each other.
const databases = [
  ['../../ticket/src/database/database.ts', 'ticketDatabase'],
  ['../../evolution-sender/src/database/database.ts', 'senderDatabase'],
  ['../../gateway/src/database/database.ts', 'gatewayDatabase'],
] as const;

export async function migrateAll(url: string): Promise<void> {
  for (const [file, name] of databases) {
    const module = (await import(new URL(file, import.meta.url).href)) as Record<
      string,
      (url: string) => DatabaseOptions
    >;
    const describe = module[name];
    if (describe !== undefined) await migrate(describe(url));
  }
}

/** A database with the schemas of all services. */
export const withAllSchemas = (): TestDatabase => withDatabase({ name: 'backups', migrate: migrateAll });

/** What makes backups, on a help desk with a little in it. */
export class BackupHarness {
  readonly made: string[] = [];
  private readonly readers: BackupReader[] = [];

  private constructor(
    readonly tickets: TicketHarness,
    readonly url: string,
    readonly folder: string,
  ) {}

  static async open(url: string): Promise<BackupHarness> {
    const folder = await mkdtemp(join(tmpdir(), 'bkcrm-backups-'));
    return new BackupHarness(await TicketHarness.open(url), url, folder);
  }

  async close(): Promise<void> {
    for (const reader of this.readers) await reader.onApplicationShutdown();
    await this.tickets.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get store(): BackupStore {
    return new BackupStore(this.tickets.database);
  }

  /** A replica of the service, as far as backups go. */
  worker(settings: Partial<TicketConfig> = {}, media = this.tickets.media): BackupWorker {
    const config = Object.assign(new TicketConfig(), {
      DATABASE_URL: this.url,
      BACKUP_TARGET: this.folder,
      ...settings,
    });
    const reader = new BackupReader(this.url);
    this.readers.push(reader);
    const metrics = {
      know: () => {},
      show: () => {},
      made: (kind: string, outcome: string) => void this.made.push(`${kind} ${outcome}`),
      proved: (outcome: string) => void this.made.push(`proof ${outcome}`),
    } as unknown as BackupMetrics;
    const schedule = new BackupSchedule(config.BACKUP_SCHEDULE, config.BACKUP_TIME_ZONE);
    const { clock } = this.tickets;
    return new BackupWorker(reader, migrateAll, this.store, schedule, media, metrics, clock, config);
  }

  /** An administrator, a number, a text of each of some contacts, and a photo with its file. */
  async fill(texts: number): Promise<string> {
    const administrator = await this.tickets.addAgent({ role: 'administrator' });
    await this.tickets.addNumber('shop');
    const deliveries = Array.from({ length: texts }, (_, index) =>
      aDelivery(
        'messages.upsert',
        'shop',
        aTextUpsert({ phone: `55119${String(10_000_000 + index)}`, text: 'olá “é”\n\u2028😀' }),
      ),
    );
    await this.tickets.store.execute([...deliveries, aDelivery('messages.upsert', 'shop', aPhotoUpsert('PHOTO'))]);
    const file = await storeFile(this.tickets.media, Buffer.from('the photo'), 'image/jpeg');
    await this.tickets.database.query(`UPDATE attachment SET state = 'stored', object = $1, size = $2`, [
      file.object,
      file.size,
    ]);
    return administrator;
  }

  /** Asks for a backup and has it made. @returns its name */
  async make(
    kind: 'full' | 'daily',
    requestedBy: string,
    settings: Partial<TicketConfig> = {},
    day: string | null = null,
  ): Promise<string> {
    const id = await this.store.enqueue(this.tickets.database, { id: undefined, kind, day, requestedBy });
    await this.worker(settings).round();
    const backup = await this.store.find(this.tickets.database, id);
    if (backup?.state !== 'done' || backup.name === null)
      throw new Error(`the backup is ${backup?.state}: ${backup?.error}`);
    return backup.name;
  }
}
