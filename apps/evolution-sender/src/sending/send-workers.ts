import type { NumberState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { Lease } from '../leases/lease.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { RecoverSends } from '../reconciliation/recover-sends.js';
import { ClaimSend } from './claim-send.js';
import { Deliver } from './deliver.js';
import { emptyBucket } from './domain/token-bucket.js';
import type { BucketLevel } from './domain/token-bucket.js';
import { findHeads } from './find-heads.js';
import { NumberQueue } from './number-queue.js';
import { Slots } from './slots.js';

/** How long sends under way are waited for when a lease is given up; what is not back by then becomes `unknown`. */
const patienceMs = 20_000;

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
    const [number] = await this.database.query<{
      state: NumberState;
      tokens: number | null;
      tokensAt: Date | null;
    }>(
      `SELECT n.state, l.tokens, l.tokens_at AS "tokensAt" FROM number n JOIN number_lease l ON l.number_id = n.id WHERE n.id = $1`,
      [lease.numberId],
    );
    if (number === undefined) throw new Error(`number ${lease.numberId} vanished`);
    const queue = this.open(lease, this.levelOf(number));
    this.queues.set(lease.numberId, queue);
    queue.observe(number.state);
  }

  /** Stops working a number. Resolves when nothing is under way any more, or the patience is over. */
  async leave(numberId: string): Promise<void> {
    const queue = this.queues.get(numberId);
    await queue?.stop(patienceMs);
    if (this.queues.get(numberId) === queue) this.queues.delete(numberId);
  }

  /** Looks for work, after commands came or time went by. */
  wake(): void {
    for (const queue of this.queues.values()) queue.wake();
    this.metrics.showNumbers([...this.queues.values()].map((queue) => queue.breaker.state));
  }

  /** Puts back what a claim left behind whose commit was not answered. */
  async sweep(): Promise<void> {
    for (const queue of this.queues.values()) await this.recover.requeueOrphans(queue.lease, queue.busyCommandIds);
  }

  async stop(): Promise<void> {
    const stopped = [...this.queues.keys()].map((numberId) => this.leave(numberId));
    await Promise.all(stopped);
    this.stopping.abort();
  }

  private open(lease: Lease, level: BucketLevel): NumberQueue {
    const limits = {
      rate: { perSecond: this.config.SEND_RATE_PER_SECOND, burst: this.config.SEND_BURST },
      concurrency: this.config.SEND_CONCURRENCY_PER_NUMBER,
    };
    return new NumberQueue(lease, level, limits, this.slots, {
      findHeads: (numberId) => findHeads(this.database, numberId),
      claim: (held, commandId, levelAfter) => this.claimSend.execute(held, commandId, levelAfter),
      deliver: (held, claim) => this.deliver.execute(held, claim, this.stopping.signal),
      now: () => this.clock.now(),
      failed: (error) => this.logger.warn('a send queue stumbled; it goes on', error),
      slotFreed: () => this.wake(),
    });
  }

  private levelOf({ tokens, tokensAt }: { tokens: number | null; tokensAt: Date | null }): BucketLevel {
    if (tokens === null || tokensAt === null) return emptyBucket(Number(this.clock.now()));
    return { tokens, at: Number(tokensAt) };
  }
}
