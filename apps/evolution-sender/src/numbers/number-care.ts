import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import type { NumberState } from '@bkcrm/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { KeepWebhook } from './keep-webhook.js';
import type { NumberWithWebhook } from './keep-webhook.js';
import { ObserveNumberState } from './observe-number-state.js';

const intervalsMs = {
  webhookRetry: 10_000,
  webhookCheck: 60_000,
  openState: 30_000,
  otherState: 5_000,
  report: 60_000,
};

interface NumberRow extends NumberWithWebhook {
  state: NumberState;
}

/** When each thing is to be done next for a number, in milliseconds since the epoch. */
interface Schedule {
  webhookAt: number;
  stateAt: number;
  reportAt: number;
  underWay: boolean;
}

/** Looks after the numbers whose leases we hold: their webhooks and connection states, on time and on hints. */
@Injectable()
export class NumberCare {
  private readonly logger = new Logger(NumberCare.name);
  private readonly schedules = new Map<string, Schedule>();

  constructor(
    private readonly database: Database,
    private readonly keepWebhook: KeepWebhook,
    private readonly observe: ObserveNumberState,
    private readonly clock: Clock,
  ) {}

  /** Starts whatever is due; does not wait for Evolution, so that a slow instance delays no other. */
  async execute(numberIds: string[]): Promise<void> {
    for (const id of this.schedules.keys()) if (!numberIds.includes(id)) this.schedules.delete(id);
    if (numberIds.length === 0) return;
    const numbers = await this.database.query<NumberRow>(
      `SELECT id, instance_name AS "instanceName", previous_webhook AS "previousWebhook", webhook_set_at AS "webhookSetAt", state
       FROM number WHERE id = ANY($1::uuid[])`,
      [numberIds],
    );
    for (const number of numbers) void this.tend(number);
  }

  /** Something happened to these instances. Any replica asks, whoever holds the lease; asking twice does no harm. */
  hint(instanceNames: string[]): void {
    if (instanceNames.length === 0) return;
    void this.attempt('a hint', async () => {
      const numbers = await this.database.query<{ id: string }>('SELECT id FROM number WHERE instance_name = ANY($1)', [
        [...new Set(instanceNames)],
      ]);
      for (const { id } of numbers) await this.observe.execute(id);
    });
  }

  private async tend(number: NumberRow): Promise<void> {
    const now = Number(this.clock.now());
    const schedule = this.schedules.get(number.id) ?? { webhookAt: 0, stateAt: 0, reportAt: 0, underWay: false };
    this.schedules.set(number.id, schedule);
    if (schedule.underWay) return;
    schedule.underWay = true;
    await this.attempt('looking after a number', () => this.doWhatIsDue(number, schedule, now));
    schedule.underWay = false;
  }

  private async doWhatIsDue(number: NumberRow, schedule: Schedule, now: number): Promise<void> {
    if (now >= schedule.stateAt) {
      const report = now >= schedule.reportAt;
      schedule.stateAt = now + (number.state === 'open' ? intervalsMs.openState : intervalsMs.otherState);
      if (report) schedule.reportAt = now + intervalsMs.report;
      await this.observe.execute(number.id, { report });
    }
    if (
      now >= schedule.webhookAt ||
      (number.webhookSetAt === null && schedule.webhookAt > now + intervalsMs.webhookRetry)
    ) {
      schedule.webhookAt = now + intervalsMs.webhookRetry;
      if (await this.keepWebhook.execute(number)) schedule.webhookAt = now + intervalsMs.webhookCheck;
    }
  }

  private async attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn(`${name} failed; it will be tried again`, error);
    }
  }
}
