import type { Database } from '@bkcrm/database';
import type { Publisher } from '@bkcrm/messaging';
import { within } from '@bkcrm/observability';
import type { LoggerService } from '@nestjs/common';
import { forgetSent } from './forget-sent.js';
import { outboxParked, outboxRounds } from './metrics.js';
import { sendPending, unpark } from './send-pending.js';
import type { RoundResult } from './send-pending.js';

const tick = 2_000;
const longestPause = 5_000;
/** After a round it rests as long as that took, at most so long: what a round costs is shared by what comes meanwhile. */
const longestRest = 50;
/** A round that has not ended by then is given up: what it holds comes free with its transaction. */
const longestRound = 60_000;
const forgetEvery = 10 * 60_000;
const tenMinutes = 10 * 60_000;
const returnedPauses = [2_000, 60_000];

export interface OutboxRelayOptions {
  schema: string;
  logger: LoggerService;
  /**
   * Milliseconds before a returned message is tried again, by how often it was returned (2 s, then 1 min): services that start
   * together are apart by a moment, and one that is deployed later has its time to come up and declare its queue.
   */
  returnedPauses?: readonly number[];
  /** Milliseconds (10 minutes) after which a parked message has one more chance: a version that takes it may have come up meanwhile. */
  parkedPause?: number;
}

/** Sends what committed transactions left in the outbox. Any number of replicas; every row is sent at least once. */
export class OutboxRelay {
  private running: Promise<void> | undefined;
  private stopped = false;
  private woken = false;
  private failures = 0;
  private forgotAt = 0;
  private parkedTriedAt = 0;
  /** Returned rows, and when each may be tried again. */
  private readonly resting = new Map<string, number>();
  private wakeUp: () => void = () => {};

  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
    private readonly options: OutboxRelayOptions,
  ) {
    // From 0, or the first one would show no increase.
    outboxParked.inc({ schema: options.schema }, 0);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Looks at once instead of at the next tick. */
  wake(): void {
    this.woken = true;
    if (this.failures === 0) this.wakeUp();
  }

  /** Finishes the round under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wakeUp();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      const began = performance.now();
      if (await this.round()) continue;
      await rest(Math.min(performance.now() - began, longestRest));
      if (!this.stopped && !(this.woken && this.failures === 0)) await this.pause();
    }
  }

  /** @returns whether there is more to send at once */
  private async round(): Promise<boolean> {
    try {
      await this.forget();
      await this.letParkedTry();
      const result = await within(longestRound, sendPending(this.database, this.publisher, this.restingNow()));
      this.report(result);
      outboxRounds.inc({ schema: this.options.schema, outcome: result.stuck ? 'stuck' : 'done' });
      this.failures = result.stuck ? this.failures + 1 : 0;
      return result.more;
    } catch (error) {
      this.failures += 1;
      outboxRounds.inc({ schema: this.options.schema, outcome: 'failed' });
      this.options.logger.warn('outbox cannot be sent', { schema: this.options.schema }, error);
      return false;
    }
  }

  private async forget(): Promise<void> {
    if (this.forgotAt !== 0 && performance.now() - this.forgotAt < forgetEvery) return;
    this.forgotAt = performance.now();
    await forgetSent(this.database);
  }

  private async letParkedTry(): Promise<void> {
    const pause = this.options.parkedPause ?? tenMinutes;
    if (this.parkedTriedAt !== 0 && performance.now() - this.parkedTriedAt < pause) return;
    this.parkedTriedAt = performance.now();
    await unpark(this.database, pause);
  }

  private restingNow(): string[] {
    const now = performance.now();
    for (const [id, until] of this.resting) if (until <= now) this.resting.delete(id);
    return [...this.resting.keys()];
  }

  private report({ parked, returned }: RoundResult): void {
    for (const row of returned) {
      const pauses = this.options.returnedPauses ?? returnedPauses;
      this.resting.set(row.messageId, performance.now() + (pauses[row.returns - 1] ?? pauses.at(-1) ?? 0));
      this.options.logger.warn('nobody takes an outbox message yet', row);
    }
    for (const row of parked) {
      outboxParked.inc({ schema: this.options.schema });
      this.options.logger.error('outbox message parked: nobody takes it', row);
    }
  }

  private async pause(): Promise<void> {
    const length = Math.min(longestPause, tick * 2 ** Math.min(this.failures, 5));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, length);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = () => {};
  }
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
