import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { NumberLeases } from './leases/number-leases.js';
import { SenderMetrics } from './metrics/sender-metrics.js';
import { NumberCare } from './numbers/number-care.js';
import { LookForUnknown } from './reconciliation/look-for-unknown.js';
import { Repeater } from './repeater.js';
import { ExpireCommands } from './sending/expire-commands.js';

/** What has to happen from time to time. */
@Injectable()
export class Maintenance {
  private readonly repeaters: Repeater[];

  constructor(
    private readonly database: Database,
    private readonly metrics: SenderMetrics,
    leases: NumberLeases,
    care: NumberCare,
    lookForUnknown: LookForUnknown,
    expireCommands: ExpireCommands,
  ) {
    this.repeaters = [
      new Repeater('looking after numbers', 1_000, () => care.execute(leases.numberIds)),
      new Repeater('looking for unknown messages', 1_000, () => lookForUnknown.execute(leases.numberIds)),
      new Repeater('expiring commands', 1_000, () => expireCommands.execute()),
      new Repeater('counting commands', 10_000, () => this.countCommands()),
      new Repeater('purging echoes', 3_600_000, () => this.purge()),
    ];
  }

  start(): void {
    for (const repeater of this.repeaters) repeater.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.repeaters.map((repeater) => repeater.stop()));
  }

  private async countCommands(): Promise<void> {
    const rows = await this.database.query<{ state: string; count: number }>(
      `SELECT state, count(*)::int AS count FROM send_command WHERE state IN ('queued', 'sending', 'unknown') GROUP BY state`,
    );
    this.metrics.setCommands({
      queued: 0,
      sending: 0,
      unknown: 0,
      ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
    });
  }

  /** A message that Evolution tells of a week late settles nothing any more. */
  private async purge(): Promise<void> {
    await this.database.query(`DELETE FROM seen_echo WHERE at < now() - interval '7 days'`);
  }
}
