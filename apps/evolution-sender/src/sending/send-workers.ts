import type { NumberState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { Lease } from '../leases/lease.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { PaceSends } from '../pacing/pace-sends.js';
import { RecoverSends } from '../reconciliation/recover-sends.js';
import { ClaimSend } from './claim-send.js';
import { Deliver } from './deliver.js';
import { emptyBucket } from '@bkcrm/token-bucket';
import type { BucketLevel } from '@bkcrm/token-bucket';
import type { BucketRate } from '@bkcrm/token-bucket';
import { findHeads } from './find-heads.js';
import { NumberQueue } from './number-queue.js';
import { Slots } from './slots.js';

/** How long sends under way are waited for when a lease is given up; what is not back by then becomes `unknown`. */
const patienceMs = 20_000;

/** A number's own rate; null: the configured one. */
export interface NumberRate {
  ratePerSecond: number | null;
  burst: number | null;
}

interface TakenNumber extends NumberRate {
  state: NumberState;
  tokens: number | null;
  tokensAt: Date | null;
}

/** The queues of the numbers that this process works. */
@Injectable()
export class SendWorkers {
  private readonly logger = new Logger(SendWorkers.name);
  private readonly queues = new Map<string, NumberQueue>();
  private readonly slots: Slots;
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly claimSend: ClaimSend,
    private readonly deliver: Deliver,
    private readonly recover: RecoverSends,
    private readonly paceSends: PaceSends,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
    private readonly config: SenderConfig,
  ) {
    this.slots = new Slots(config.SEND_CONCURRENCY);
  }

  /** Numbers with a live lease of this process. */
  get numberIds(): string[] {
    return [...this.queues].filter(([, queue]) => queue.lease.isLive).map(([numberId]) => numberId);
  }

  queueOf(numberId: string): NumberQueue | undefined {
    return this.queues.get(numberId);
  }

  /** Starts to work a number: first of all, what another holder left in the middle of a send becomes `unknown`. */
  async take(lease: Lease): Promise<void> {
    await this.recover.execute(lease);
    // While nobody worked the number, nobody looked for what was missed.
    await this.database.query('UPDATE number SET next_backfill_at = $2 WHERE id = $1', [
      lease.numberId,
      this.clock.now(),
    ]);
    const [number] = await this.database.query<TakenNumber>(
      `SELECT CASE WHEN n.trouble = 'another-account' OR n.task IS NOT NULL THEN 'unknown' ELSE n.state END AS state,
          n.rate_per_second AS "ratePerSecond", n.burst, l.tokens, l.tokens_at AS "tokensAt"
       FROM number n JOIN number_lease l ON l.number_id = n.id WHERE n.id = $1`,
      [lease.numberId],
    );
    if (number === undefined) throw new Error(`number ${lease.numberId} vanished`);
    const queue = this.open(lease, this.rateOf(number), this.levelOf(number));
    this.queues.set(lease.numberId, queue);
    queue.observe(number.state);
  }

  /** Stops working a number. Resolves when nothing is under way any more, or the patience is over. */
  async leave(numberId: string): Promise<void> {
    const queue = this.queues.get(numberId);
    await queue?.stop(patienceMs);
    if (this.queues.get(numberId) === queue) this.queues.delete(numberId);
  }

  /** Looks for work after commands came for these numbers. */
  wake(numberIds: readonly string[]): void {
    for (const id of new Set(numberIds)) this.queues.get(id)?.wake();
  }

  /** Looks for work after time went by. */
  async wakeDue(): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      `SELECT id FROM unnest($1::uuid[]) AS held(id) WHERE EXISTS (
         SELECT 1 FROM send_command c WHERE c.number_id = held.id AND c.settled_at IS NULL AND c.state = 'queued' AND c.next_attempt_at <= $2)`,
      [[...this.queues.keys()], this.clock.now()],
    );
    this.wake(due.map(({ id }) => id));
    this.metrics.showNumbers([...this.queues.values()].map((queue) => queue.breaker));
  }

  /** A number's own rate, or else the configured one; whoever changes it need not tell anybody. */
  adjust(number: NumberRate & { id: string }): void {
    const queue = this.queues.get(number.id);
    if (queue !== undefined) queue.rate = this.rateOf(number);
  }

  /** Puts back what a claim left behind whose commit was not answered. */
  async sweep(): Promise<void> {
    const queues = [...this.queues.values()];
    await this.recover.requeueOrphans(
      queues.map(({ lease }) => lease),
      queues.flatMap(({ busyCommandIds }) => busyCommandIds),
    );
  }

  async stop(): Promise<void> {
    const stopped = [...this.queues.keys()].map((numberId) => this.leave(numberId));
    await Promise.all(stopped);
    this.stopping.abort();
  }

  private open(lease: Lease, rate: BucketRate, level: BucketLevel): NumberQueue {
    const { SEND_CONCURRENCY_PER_NUMBER: concurrency, SEND_CONVERSATION_GAP_MS: gapMs } = this.config;
    return new NumberQueue(lease, rate, level, { concurrency }, this.slots, {
      findHeads: (numberId, after) => findHeads(this.database, { numberId, after, gapMs }),
      holdBack: (numberId, head) => this.paceSends.holdBack(numberId, head),
      claim: (held, commandId, levelAfter) => this.claimSend.execute(held, commandId, levelAfter),
      deliver: (held, claim) => this.deliver.execute(held, claim, this.stopping.signal),
      now: () => this.clock.now(),
      failed: (error) => this.logger.warn('a send queue stumbled; it goes on', error),
    });
  }

  private rateOf({ ratePerSecond, burst }: NumberRate): BucketRate {
    return { perSecond: ratePerSecond ?? this.config.SEND_RATE_PER_SECOND, burst: burst ?? this.config.SEND_BURST };
  }

  private levelOf({ tokens, tokensAt }: { tokens: number | null; tokensAt: Date | null }): BucketLevel {
    if (tokens === null || tokensAt === null) return emptyBucket(Number(this.clock.now()));
    return { tokens, at: Number(tokensAt) };
  }
}
