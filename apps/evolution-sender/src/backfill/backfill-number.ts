import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { ReconcileSends } from '../reconciliation/reconcile-sends.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { backfillSince, nextBackfill } from './domain/backfill-window.js';
import type { BackfillMarks } from './domain/backfill-window.js';
import { HandOver } from './hand-over.js';

const pageSize = 50;
/** Two hundred thousand messages: beyond that somebody has to look. */
const mostPages = 4_000;
const event = 'messages.upsert';

export interface BackfilledNumber extends BackfillMarks {
  id: string;
  serverId: string;
  instanceName: string;
}

/**
 * Hands what Evolution has stored lately to the inbound exchange once more: webhooks get lost (Evolution gives up after about
 * 20 minutes, and at once on some answers). Whoever stores them knows by their ids what is new.
 */
@Injectable()
export class BackfillNumber {
  private readonly logger = new Logger(BackfillNumber.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly handOver: HandOver,
    private readonly reconcile: ReconcileSends,
    private readonly clock: Clock,
  ) {}

  /** @throws what the call to Evolution throws, and NotTaken; then the mark stays where it was */
  async execute(number: BackfilledNumber): Promise<void> {
    const startedAt = this.clock.now();
    // A failure, whichever, waits for its next turn like a success.
    await this.database.query('UPDATE number SET next_backfill_at = $2 WHERE id = $1', [
      number.id,
      nextBackfill(startedAt),
    ]);
    const since = backfillSince(number, startedAt);
    const api = await this.servers.api(number.serverId);
    let [handedOver, isComplete] = [0, false];
    for (let page = 1; page <= mostPages && !isComplete; page += 1) {
      const { messages, pages } = await api.findMessages(number.instanceName, { page, size: pageSize });
      const recent = messages.filter((message) => message.sentAt >= since);
      // What is ours is claimed first: it is not handed over as somebody else's.
      await this.reconcile.matchFound(
        number.id,
        recent.filter(({ fromMe }) => fromMe),
      );
      if (recent.length > 0)
        await this.handOver.execute(
          number,
          event,
          recent.map(({ raw }) => raw),
        );
      handedOver += recent.length;
      isComplete = page >= pages || recent.length < messages.length;
    }
    if (!isComplete)
      this.logger.error('a back-fill did not reach its beginning', { numberId: number.id, since, handedOver });
    await this.database.query(
      'UPDATE number SET backfilled_until = $2, backfill_from = CASE WHEN backfill_from < $3 THEN backfill_from END WHERE id = $1',
      [number.id, startedAt, since],
    );
    this.logger.debug('stored messages handed over', { numberId: number.id, since, handedOver });
  }
}
