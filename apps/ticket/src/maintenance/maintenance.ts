import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { PurgeUploads } from '../files/purge-uploads.js';
import { OrderRetention } from '../erasing/order-retention.js';
import { ReleaseEchoes } from '../inbound/echoes/release-echoes.js';
import { WatchLedger } from '../ledger/watch-ledger.js';
import { settleSearchIndex } from '../messages/settle-search-index.js';
import { SendDueMessages } from '../sending/send-due-messages.js';

const dueIntervalMs = 1_000;
const echoIntervalMs = 5_000;
const searchIntervalMs = 5_000;
const ledgerIntervalMs = 60_000;
const purgeIntervalMs = 10 * 60_000;

/** What has to happen from time to time. Every replica does it; each piece is safe to do twice and skips a failing database. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly database: Database,
    private readonly releaseEchoes: ReleaseEchoes,
    private readonly sendDueMessages: SendDueMessages,
    private readonly purgeUploads: PurgeUploads,
    private readonly watchLedger: WatchLedger,
    private readonly orderRetention: OrderRetention,
    private readonly media: MediaStore,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.timers = [
      setInterval(
        () => void this.attempt('send scheduled messages', () => this.sendDueMessages.execute()),
        dueIntervalMs,
      ),
      setInterval(() => void this.attempt('release echoes', () => this.releaseEchoes.execute()), echoIntervalMs),
      setInterval(() => void this.attempt('search index', () => settleSearchIndex(this.database)), searchIntervalMs),
      setInterval(() => void this.attempt('ledger', () => this.watchLedger.execute()), ledgerIntervalMs),
      setInterval(() => void this.attempt('retention', () => this.retain()), purgeIntervalMs),
      setInterval(() => void this.attempt('purge', () => this.purge()), purgeIntervalMs),
      setInterval(() => void this.attempt('purge of uploads', () => this.purgeUploads.execute()), purgeIntervalMs),
      setInterval(() => void this.attempt('purge of bodies', () => this.purgeBodies()), purgeIntervalMs),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async retain(): Promise<void> {
    const people = await this.orderRetention.execute();
    if (people > 0) this.logger.log('what has been kept long enough is erased', { people });
  }

  /** The event log, waiting facts and the quarantine are kept for 7 days. */
  private async purge(): Promise<void> {
    await this.database.query(`DELETE FROM waiting_fact WHERE received_at < now() - interval '7 days'`);
    await this.database.query(`DELETE FROM quarantined_event WHERE received_at < now() - interval '7 days'`);
    await this.database.query(
      `WITH old AS (DELETE FROM event_batch WHERE id IN (SELECT id FROM event_batch WHERE at < now() - interval '7 days' LIMIT 5000) RETURNING id)
       DELETE FROM event USING old WHERE event.batch_id = old.id`,
    );
  }

  /** Bodies that were too large for the broker (whatever names them is a week old at most), and uploads that broke off. */
  private async purgeBodies(): Promise<void> {
    const oldest = new Date(Number(this.clock.now()) - 8 * 86_400_000).toISOString().slice(0, 10);
    for (const folder of ['inbound', 'uploads'])
      for (const day of await this.media.list(folder)) if (day < oldest) await this.media.delete(`${folder}/${day}`);
  }

  private async attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn(`${name} failed; it will be tried again`, error);
    }
  }
}
