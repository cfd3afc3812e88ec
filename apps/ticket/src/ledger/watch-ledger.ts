import { Database } from '@bkcrm/database';
import { readLedger } from '@bkcrm/read-model';
import { Injectable, Logger } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { closeLedgerHours } from './close-ledger-hours.js';
import { lastingDifference } from './domain/lasting-difference.js';

export const ledgerDifference = makeGaugeProvider({
  name: 'bkcrm_ledger_difference',
  help: 'Messages of the last 48 hours that were counted and are not there, or are there and were not counted, by side: received, sent',
  labelNames: ['side'],
});

/** Holds what was counted against what is stored. */
@Injectable()
export class WatchLedger {
  private readonly logger = new Logger(WatchLedger.name);

  private lasting: number | undefined;

  constructor(
    private readonly database: Database,
    @InjectMetric('bkcrm_ledger_difference') private readonly gauge: Gauge<'side'>,
  ) {}

  /** Messages of the last 48 hours that are not accounted for, where nothing is under way any more; undefined until it was looked. */
  get difference(): number | undefined {
    return this.lasting;
  }

  async execute(): Promise<void> {
    await closeLedgerHours(this.database);
    const hours = await readLedger(this.database, new Date(Date.now() - 48 * 3_600_000));
    this.lasting = lastingDifference(hours, new Date());
    const received = hours.reduce((sum, { received: { difference } }) => sum + Math.abs(difference), 0);
    const sent = hours.reduce((sum, { sent: { difference } }) => sum + Math.abs(difference), 0);
    this.gauge.set({ side: 'received' }, received);
    this.gauge.set({ side: 'sent' }, sent);
    if (received + sent > 0) this.logger.error('the ledger does not add up', { received, sent });
  }
}
