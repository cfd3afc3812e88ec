import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { FileFetches } from '../files/file-fetches.js';
import { readFigures } from '../metrics/read-figures.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { NumberWatch } from '../numbers/number-watch.js';
import { ExpireCommands } from '../sending/expire-commands.js';
import { ForgetConversations } from '../forgetting/forget-conversations.js';
import { SendWorkers } from '../sending/send-workers.js';
import { WatchTraffic } from '../traffic/watch-traffic.js';
import { CheckServers } from '../servers/check-servers.js';
import { ServerHealth } from '../servers/server-health.js';
import { WatchCertificates } from '../servers/watch-certificates.js';

/** What has to happen from time to time; each piece is safe to do twice and goes on after a failure. What is new is taken up at once elsewhere. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly database: Database,
    private readonly workers: SendWorkers,
    private readonly watch: NumberWatch,
    private readonly watchTraffic: WatchTraffic,
    private readonly expireCommands: ExpireCommands,
    private readonly fileFetches: FileFetches,
    private readonly checkServers: CheckServers,
    private readonly serverHealth: ServerHealth,
    private readonly certificates: WatchCertificates,
    private readonly forgetConversations: ForgetConversations,
    private readonly metrics: SenderMetrics,
  ) {}

  start(): void {
    this.timers = [
      this.every(1_000, 'send queues', () => this.workers.wakeDue()),
      this.every(1_000, 'number watch', () => this.watch.tick()),
      this.every(5_000, 'wanted files', () => this.fileFetches.tick()),
      this.every(5_000, 'expiry', () => this.expireCommands.execute()),
      this.every(5_000, 'people to forget', () => this.forgetConversations.execute()),
      this.every(5_000, 'interrupted claims', () => this.workers.sweep()),
      this.every(5_000, 'queue metrics', () => this.countQueue()),
      this.every(5_000, 'health of servers', () => this.serverHealth.store()),
      this.every(10_000, 'what servers are', () => this.checkServers.execute()),
      this.every(10_000, 'certificates', () => this.certificates.execute()),
      this.every(10_000, 'traffic', () => this.watchTraffic.execute()),
      this.every(60_000, 'purge', () => this.purge()),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private every(milliseconds: number, name: string, work: () => Promise<void>): NodeJS.Timeout {
    let running = false;
    return setInterval(() => {
      if (running) return;
      running = true;
      void work()
        .catch((error: unknown) => this.logger.warn(`${name} failed; it will be tried again`, error))
        .finally(() => (running = false));
    }, milliseconds);
  }

  private async countQueue(): Promise<void> {
    const { sends, numbers } = await readFigures(this.database);
    this.metrics.showQueue(sends);
    this.metrics.showDue(sends.dueSeconds);
    this.metrics.showStates(numbers);
  }

  /** Echoes serve for some minutes; settled commands are kept for a week, so that repeated orders are still recognised. */
  private async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM connection_change WHERE id IN (SELECT id FROM (
         SELECT id, row_number() OVER (PARTITION BY number_id ORDER BY at DESC, id DESC) AS place FROM connection_change) kept
       WHERE place > 200)`,
    );
    await this.database.query(`DELETE FROM unclaimed_echo WHERE received_at < now() - interval '10 minutes'`);
    await this.database.query(`DELETE FROM unclaimed_status WHERE received_at < now() - interval '10 minutes'`);
    await this.database.query(
      `WITH old AS (DELETE FROM send_command WHERE id IN (
         SELECT id FROM send_command WHERE settled_at < now() - interval '7 days' LIMIT 5000) RETURNING id)
       DELETE FROM send_attempt USING old WHERE send_attempt.command_id = old.id`,
    );
  }
}
