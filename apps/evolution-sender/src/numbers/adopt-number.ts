import type { AdoptNumber } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { LeaseKeeper } from '../leases/lease-keeper.js';
import { fullBucket } from '../sending/domain/token-bucket.js';

/** Makes numbers ours. From here on, whoever gets a number's lease sets its hook and asks for its state. */
@Injectable()
export class AdoptNumbers {
  constructor(
    private readonly database: Database,
    private readonly leases: LeaseKeeper,
    private readonly clock: Clock,
    private readonly config: SenderConfig,
  ) {}

  async execute(commands: AdoptNumber[]): Promise<void> {
    if (commands.length === 0) return;
    const now = this.clock.now();
    const rate = { perSecond: this.config.SEND_RATE_PER_SECOND, burst: this.config.SEND_BURST };
    const level = fullBucket(rate, Number(now));
    await this.database.transaction(async (tx) => {
      for (const { numberId, instanceName } of commands) {
        // Another instance is another hook: the one that was there is remembered anew.
        await tx.query(
          `INSERT INTO number (id, instance_name, adopted_at, next_check_at, next_webhook_check_at, next_backfill_at) VALUES ($1, $2, $3, $3, $3, $3)
           ON CONFLICT (id) DO UPDATE SET instance_name = excluded.instance_name, next_check_at = $3, next_webhook_check_at = $3,
             original_webhook = NULL, original_webhook_at = NULL, webhook_failures = 0
           WHERE number.instance_name <> excluded.instance_name`,
          [numberId, instanceName, now],
        );
        await tx.query(
          'INSERT INTO number_lease (number_id, tokens, tokens_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [numberId, level.tokens, new Date(level.at)],
        );
      }
    });
    this.leases.wake();
  }
}
