import { setTimeout as pause } from 'node:timers/promises';
import { TookTooLong } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import { backoff } from '../connection/backoff.js';
import type { OpenChannel } from '../connection/open-channel.js';
import type { BatchOutcome } from '../handlers.js';
import type { Delivery } from '../messages.js';
import { batchSize, bisections, consumed, handlerSeconds, holds, lagSeconds, putOff, retries } from '../metrics.js';
import { Abandoned } from './abandoned.js';
import type { Arrived } from './arrived.js';
import { bisect } from './bisection.js';
import type { Copies } from './copies.js';
import { describeFailure, errorFields } from './describe-error.js';
import type { Failure } from './describe-error.js';
import type { Classify } from './classify.js';
import type { Outage } from './outage.js';
import { UnknownType } from './read-message.js';
import type { InvalidBody } from './read-message.js';
import { deadLetterQueue, nextStep, retryQueue } from './retry-ladder.js';

/** The reason of a message that no version here knows. */
export const unknownType = 'unknown-type';

const transientRetries = 3;
const transientWaits = { initial: 50, maximum: 1_000 };

export interface BatchWorkOptions {
  queue: string;
  run: (deliveries: Delivery[]) => Promise<BatchOutcome | void>;
  classify: Classify;
  outage: Outage;
  copies: Copies;
  retryDelays: readonly number[];
  /** Milliseconds that a batch is kept in memory during an outage; then it goes back to the broker, which gives up on it after 30 minutes. */
  holdAtMost: number;
  /** Aborted when the process wants to stop: nothing is waited for any more. */
  stopping: AbortSignal;
}

/** Takes a batch from its arrival to the point where every message of it can be acknowledged, or is to be handled again. */
export class BatchWork {
  private readonly logger = new Logger('Broker');

  constructor(private readonly options: BatchWorkOptions) {}

  /**
   * @returns what the handler could not handle yet: not to be acknowledged
   * @throws Abandoned when the batch must be left to the broker: its channel is gone, or the process stops during an outage, or the handler hangs
   */
  async process(batch: Arrived[], open: OpenChannel): Promise<Arrived[]> {
    const { queue } = this.options;
    batchSize.observe({ queue }, batch.length);
    observeLag(queue, batch);
    const arrivals = new Map(batch.map((arrived) => [arrived.delivery, arrived]));
    const arrivedOf = (delivery: Delivery): Arrived => {
      const arrived = arrivals.get(delivery);
      if (arrived === undefined) throw new Error(`${queue}: a handler can only name deliveries of its batch`);
      return arrived;
    };
    const { results, poison } = await bisect(
      batch.filter(({ invalid }) => invalid === undefined),
      {
        attempt: (part) => this.attempt(part, open),
        isAboutItems: (error) => !(error instanceof Abandoned),
        onSplit: () => bisections.inc({ queue }),
      },
    );
    const moves = [
      ...batch.flatMap((arrived) => (arrived.invalid ? [this.deadLetter(arrived, reasonOf(arrived.invalid))] : [])),
      ...results.flatMap((outcome) =>
        (outcome?.deadLetter ?? []).map(({ delivery, reason }) => this.deadLetter(arrivedOf(delivery), { reason })),
      ),
      ...poison.map(({ item, error }) => this.retryOrDeadLetter(item, error)),
    ];
    await Promise.all(moves);
    const later = results.flatMap((outcome) => (outcome?.putOff ?? []).map(arrivedOf));
    putOff.inc({ queue }, later.length);
    consumed.inc({ queue, outcome: 'handled' }, batch.length - moves.length - later.length);
    return later;
  }

  /** Calls the handler until it succeeds or fails for good. */
  private async attempt(part: Arrived[], open: OpenChannel): Promise<BatchOutcome | void> {
    const deliveries = part.map(({ delivery }) => delivery);
    let transientFailures = 0;
    for (let outages = 0; ;) {
      if (open.closed) throw new Abandoned();
      const stop = handlerSeconds.startTimer({ queue: this.options.queue });
      try {
        return await this.options.run(deliveries);
      } catch (error) {
        if (error instanceof TookTooLong) await this.giveUp(error, open);
        const failure = this.options.classify(error);
        if (failure === 'infrastructure') await this.hold(error, outages++, open);
        else if (failure === 'transient' && transientFailures < transientRetries) {
          retries.inc({ queue: this.options.queue });
          await pause(backoff(transientFailures++, transientWaits));
        } else throw error;
      } finally {
        stop();
      }
    }
  }

  /** Counts one delivery: a message that hangs its handler again and again is handled alone in the end, and set aside by the broker. */
  private async giveUp(error: TookTooLong, open: OpenChannel): Promise<never> {
    this.logger.error('handler given up; its messages are delivered again', {
      queue: this.options.queue,
      ...errorFields(error),
    });
    await open.close();
    throw new Abandoned();
  }

  /** Keeps the batch while what it needs does not work. Prefetch keeps the broker from sending more, and no delivery is counted. */
  private async hold(error: unknown, outages: number, open: OpenChannel): Promise<void> {
    const { queue, outage, stopping, holdAtMost } = this.options;
    if (outages === 0) holds.inc({ queue });
    this.logger.warn('consumption stands still', { queue, reason: describeFailure(error).reason });
    try {
      await outage.over(outages, AbortSignal.any([stopping, open.signal, AbortSignal.timeout(holdAtMost)]));
    } catch {
      // Counts one delivery for the whole outage: the next channel takes nothing before it is over.
      if (!stopping.aborted) await open.close();
      throw new Abandoned();
    }
  }

  private async retryOrDeadLetter(arrived: Arrived, error: unknown): Promise<void> {
    const { classify, retryDelays, queue } = this.options;
    const failure = describeFailure(error);
    const step = nextStep(
      classify(error) === 'transient' ? 'transient' : 'data',
      arrived.delivery.attempt,
      retryDelays,
    );
    if (step.kind === 'dead-letter') return this.deadLetter(arrived, failure, error);
    await this.move(arrived, retryQueue(queue, step.delay), failure);
    consumed.inc({ queue, outcome: 'retried' });
    this.logger.warn('message waits for another attempt', { queue, ...failure, delay: step.delay, ...idOf(arrived) });
  }

  private async deadLetter(arrived: Arrived, failure: Failure, error?: unknown): Promise<void> {
    const { queue } = this.options;
    await this.move(arrived, deadLetterQueue(queue), failure);
    consumed.inc({ queue, outcome: 'dead-lettered' });
    this.logger.error('message dead-lettered', { queue, ...failure, ...errorFields(error), ...idOf(arrived) });
  }

  private move(arrived: Arrived, to: string, failure: Failure): Promise<void> {
    return this.options.copies.put(arrived, to, failure, this.options.stopping);
  }
}

/** What nobody knows yet is parked: its reason tells whoever keeps dead letters to give it another chance. */
const reasonOf = (invalid: InvalidBody | UnknownType): Failure => ({
  reason: invalid instanceof UnknownType ? unknownType : 'invalid',
});

const idOf = ({ delivery: { messageId, type } }: Arrived): { messageId: string; type: string } => ({ messageId, type });

/** Only what says when its cause was received: an ISO 8601 time in `x-received-at`, by the clock of whoever received it. */
function observeLag(queue: string, batch: readonly Arrived[]): void {
  for (const { delivery } of batch) {
    const since = Date.now() - Date.parse(String(delivery.headers['x-received-at']));
    if (!Number.isNaN(since)) lagSeconds.observe({ queue }, Math.max(0, since) / 1_000);
  }
}
