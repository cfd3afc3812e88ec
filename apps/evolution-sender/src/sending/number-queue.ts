import type { NumberState } from '@bkcrm/contracts';
import type { Lease } from '../leases/lease.js';
import { LeaseLost } from './claim-send.js';
import type { ClaimedSend } from './claim-send.js';
import {
  afterFailure,
  afterProbe,
  afterSend,
  closedBreaker,
  needsWhatsapp,
  startProbe,
} from './domain/circuit-breaker.js';
import type { Breaker } from './domain/circuit-breaker.js';
import type { NumberTrouble, SendOutcome } from './domain/classify-answer.js';
import { takeToken, waitForToken } from '@bkcrm/token-bucket';
import type { BucketLevel, BucketRate } from '@bkcrm/token-bucket';
import { firstDue, Turns } from './domain/turns.js';
import type { Delivered } from './deliver.js';
import type { Head } from './domain/turns.js';
import { headsPerPage } from './find-heads.js';
import type { Slots } from './slots.js';

/** What a number's queue needs from outside. */
export interface QueuePorts {
  /** At most `headsPerPage`, those after a conversation. */
  findHeads(numberId: string, after: string | undefined): Promise<Head[]>;
  claim(lease: Lease, commandId: string, levelAfter: BucketLevel): Promise<ClaimedSend | undefined>;
  /** Whether a head may not leave yet; it is put off then. */
  holdBack(numberId: string, head: Head): Promise<boolean>;
  /** Makes and settles the attempt. */
  deliver(lease: Lease, claim: ClaimedSend): Promise<Delivered>;
  now(): Date;
  /** Something failed that is not the number's fault (the database): told, not thrown. */
  failed(error: unknown): void;
}

/** Milliseconds; what is due later is found by a look at all numbers, which comes more often than this. */
const longestTimer = 2_000;
/** WhatsApp itself is asked no more often than this, for a number. */
const whatsappProbeEveryMs = 60_000;

export interface QueueLimits {
  /** Sends under way at once. */
  concurrency: number;
}

/** Sends the messages of one number while its lease lives: conversations in turn, each strictly in order, no faster than the bucket allows. */
export class NumberQueue {
  breaker: Breaker = closedBreaker;
  private state: NumberState = 'unknown';
  private readonly turns = new Turns();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly busy = new Set<string>();
  private heads: Head[] = [];
  /** Where the next page of heads begins. */
  private after: string | undefined;
  /** How often the last page has to come before every head has been looked at. */
  private endsToSee = 0;
  /** Whether the heads that were read may not be heads any more, or not all. */
  private stale = true;
  /** Whether there may be heads that have not been read. */
  private isMore = false;
  /** How often it was said that something may have come. */
  private wakes = 0;
  private whatsappProbedAt = -Infinity;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  /** When the first of the heads may leave that may not yet. */
  private dueAt = Infinity;

  constructor(
    readonly lease: Lease,
    /** May be changed at any time: from then on it holds. */
    public rate: BucketRate,
    private level: BucketLevel,
    private readonly limits: QueueLimits,
    private readonly slots: Slots,
    private readonly ports: QueuePorts,
  ) {}

  /** Commands being claimed or sent at this moment. */
  get busyCommandIds(): string[] {
    return [...this.busy];
  }

  /** Sends what may leave now. Calling it too often does no harm. */
  readonly wake = (): void => {
    this.wakes += 1;
    this.stale = true;
    this.goOn();
  };

  private readonly goOn = (): void => {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  };

  /** What Evolution said about the connection. Coming back ends a pause that going away had begun. */
  observe(state: NumberState): void {
    const cameBack = state === 'open' && this.state !== 'open';
    const waitsForIt = this.breaker.state === 'open' && /^(closed|missing|net)$/.test(this.breaker.reason);
    if (state === 'open' && (this.breaker.state === 'half-open' || (cameBack && waitsForIt)))
      this.breaker = afterProbe(this.breaker);
    this.state = state;
    if (state === 'open') this.wake();
  }

  /** A call to Evolution for this number failed. */
  fail(trouble: NumberTrouble, atLeastMs?: number): void {
    const failure = { trouble, now: Number(this.ports.now()), random: Math.random(), atLeastMs };
    this.breaker = afterFailure(this.breaker, failure);
  }

  /** Whether it is time to ask Evolution how this number does; the breaker is half-open until `observe` or `fail`. */
  startProbe(): boolean {
    const now = Number(this.ports.now());
    const probing = startProbe(this.breaker, now);
    if (probing === undefined) return false;
    if (probing.state === 'half-open' && needsWhatsapp(probing.reason)) {
      if (now - this.whatsappProbedAt < whatsappProbeEveryMs) return false;
      this.whatsappProbedAt = now;
    }
    this.breaker = probing;
    return true;
  }

  /** Whether the probe under way has to ask WhatsApp as well. */
  get probesWhatsapp(): boolean {
    return this.breaker.state === 'half-open' && needsWhatsapp(this.breaker.reason);
  }

  /** Starts no more sends, and waits for those under way, at most so many milliseconds. */
  async stop(withinMs: number): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([this.finish(), limit]);
    clearTimeout(timer);
  }

  /** A claim that has begun may still become a send. */
  private async finish(): Promise<void> {
    await this.running;
    await Promise.allSettled(this.underWay.values());
  }

  private get maySend(): boolean {
    return !this.stopped && this.lease.isLive && this.state === 'open' && this.breaker.state === 'closed';
  }

  private async run(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        if (this.stale) this.heads = [];
        if (this.stale || this.isMore) this.beginLooking();
        while (await this.startNext());
        this.wakeIn(this.dueAt - Number(this.ports.now()));
      }
    } catch (error) {
      if (error instanceof LeaseLost) this.lease.end();
      else this.ports.failed(error);
    }
  }

  private beginLooking(): void {
    this.stale = false;
    this.isMore = false;
    this.endsToSee = this.after === undefined ? 1 : 2;
    this.dueAt = Infinity;
  }

  /** Whether there may be one more. */
  private async startNext(): Promise<boolean> {
    if (!this.maySend || this.underWay.size >= this.limits.concurrency) return false;
    const head = await this.nextHead();
    if (head === undefined) return false;
    const now = Number(this.ports.now());
    const level = takeToken(this.level, this.rate, now);
    if (level === undefined) {
      this.wakeIn(waitForToken(this.level, this.rate, now));
      return false;
    }
    if (await this.ports.holdBack(this.lease.numberId, head)) {
      this.heads = this.heads.filter((other) => other !== head);
      return true;
    }
    if (!this.slots.take(this.goOn)) return false;
    let claim: ClaimedSend | undefined;
    this.busy.add(head.commandId);
    try {
      claim = await this.ports.claim(this.lease, head.commandId, level);
    } finally {
      if (claim === undefined) this.release(head.commandId);
    }
    this.heads = this.heads.filter((other) => other !== head);
    if (claim === undefined) return true;
    this.level = level;
    this.turns.serve(head.conversationId);
    this.underWay.set(head.conversationId, this.deliver(claim));
    return true;
  }

  /** Who has had a turn comes again only when all that were read have had theirs. */
  private async nextHead(): Promise<Head | undefined> {
    for (;;) {
      const ready = this.readyHead();
      if (ready !== undefined || this.endsToSee === 0) return ready;
      this.heads = await this.ports.findHeads(this.lease.numberId, this.after);
      this.dueAt = Math.min(this.dueAt, firstDue(this.heads, this.ports.now()));
      const isLastPage = this.heads.length < headsPerPage;
      // The first page follows the last, so that thousands of conversations that wait hide nobody.
      this.after = isLastPage ? undefined : this.heads.at(-1)?.conversationId;
      if (isLastPage) this.endsToSee -= 1;
    }
  }

  private readyHead(): Head | undefined {
    const idle = this.heads.filter((head) => !this.underWay.has(head.conversationId));
    return this.turns.order(idle, this.ports.now())[0];
  }

  private async deliver(claim: ClaimedSend): Promise<void> {
    const { wakes } = this;
    try {
      const { outcome, hasMore } = await this.ports.deliver(this.lease, claim);
      // Mostly nothing waits behind a message, and then nobody has to ask the database. What came meanwhile was hidden by the message.
      if (hasMore || this.wakes !== wakes) this.isMore = true;
      this.learn(outcome);
    } catch (error) {
      this.isMore = true;
      this.ports.failed(error);
    } finally {
      this.underWay.delete(claim.conversationId);
      this.release(claim.id);
      this.goOn();
    }
  }

  private release(commandId: string): void {
    this.busy.delete(commandId);
    this.slots.release();
  }

  private learn(outcome: SendOutcome): void {
    if (outcome.kind === 'sent' || outcome.kind === 'failed') this.breaker = afterSend();
    else if (outcome.trouble !== undefined) this.fail(outcome.trouble, outcome.retryAfterMs);
  }

  private wakeIn(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (milliseconds > longestTimer || at >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(() => {
      this.timerAt = Infinity;
      this.wake();
    }, milliseconds);
    this.timer.unref();
  }
}
