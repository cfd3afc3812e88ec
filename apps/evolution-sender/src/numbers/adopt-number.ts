import type { AdoptNumber } from '@bkcrm/contracts';
import { environmentServerId } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { LeaseKeeper } from '../leases/lease-keeper.js';
import { fullBucket } from '@bkcrm/token-bucket';
import type { BucketLevel } from '@bkcrm/token-bucket';
import { newInstanceToken } from './instance-token.js';

/** Makes numbers ours. From here on, whoever gets a number's lease makes its instance if need be, sets its hook and asks for its state. */
@Injectable()
export class AdoptNumbers {
  constructor(
    private readonly database: Database,
    private readonly leases: LeaseKeeper,
    private readonly clock: Clock,
    private readonly secrets: SecretBox,
    private readonly config: SenderConfig,
  ) {}

  async execute(commands: AdoptNumber[]): Promise<void> {
    if (commands.length === 0) return;
    const rate = { perSecond: this.config.SEND_RATE_PER_SECOND, burst: this.config.SEND_BURST };
    const level = fullBucket(rate, Number(this.clock.now()));
    await this.database.transaction(async (tx) => {
      for (const command of commands) await this.adopt(tx, command, level);
    });
    this.leases.wake();
  }

  /** An order that comes again changes nothing. */
  private async adopt(tx: Transaction, command: AdoptNumber, level: BucketLevel): Promise<void> {
    const {
      numberId,
      instanceName,
      serverId = environmentServerId,
      origin = 'adopted',
      wantsSettings = false,
    } = command;
    const isCreated = origin === 'created';
    await tx.query(
      `INSERT INTO number (id, server_id, instance_name, origin, wants_settings, task, next_task_at, instance_token, adopted_at, next_check_at,
         next_webhook_check_at, next_backfill_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7, $7, $7) ON CONFLICT (id) DO NOTHING`,
      [
        numberId,
        serverId,
        instanceName,
        origin,
        wantsSettings,
        isCreated ? 'create' : null,
        this.clock.now(),
        isCreated ? newInstanceToken(numberId, this.secrets) : null,
      ],
    );
    await tx.query(
      'INSERT INTO number_lease (number_id, tokens, tokens_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [numberId, level.tokens, new Date(level.at)],
    );
  }
}
