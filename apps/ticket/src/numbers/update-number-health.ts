import { NumberHealthObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { recordNumberUpdated } from './record-number-event.js';

/** Takes over how a number does, unless something newer is known. How much was found later, only this service knows. */
@Injectable()
export class UpdateNumberHealth {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute({ numberId, health, observedAt }: NumberHealthObserved): Promise<void> {
    await this.database.transaction(async (tx) => {
      const parameters =
        health.code === 'recovered' && health.since !== null
          ? { ...health.parameters, messages: await countRecovered(tx, numberId, health.since) }
          : health.parameters;
      const [changed] = await tx.query<{ id: string }>(
        `UPDATE whatsapp_number SET health = $2, health_at = $3, version = version + 1
         WHERE id = $1 AND removed_at IS NULL AND (health_at IS NULL OR health_at < $3::timestamptz) RETURNING id`,
        [numberId, JSON.stringify({ ...health, parameters }), observedAt],
      );
      if (changed !== undefined) await recordNumberUpdated(tx, new EventRecorder(tx, this.feed), numberId);
    });
  }
}

async function countRecovered(tx: Transaction, numberId: string, since: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM message
     WHERE number_id = $1 AND origin = 'backfill' AND received_at >= $2 AND direction = 'in' AND sent_at >= $2::timestamptz - interval '5 minutes'`,
    [numberId, since],
  );
  return row?.count ?? 0;
}
