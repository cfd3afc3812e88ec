import { Clock } from '@bkcrm/observability';
import { fullBucket, refill, takeToken, waitForToken } from '@bkcrm/token-bucket';
import type { BucketLevel, BucketRate } from '@bkcrm/token-bucket';
import { RateLimits } from './rate-limits.js';
import type { LimitScope, Taken } from './rate-limits.js';

/** Buckets of this replica alone: with n replicas, n times as much gets through. */
export class MemoryRateLimits extends RateLimits {
  private readonly levels = new Map<string, BucketLevel>();

  constructor(
    private readonly clock: Clock,
    private readonly mostBuckets = 50_000,
  ) {
    super();
  }

  override take(scope: LimitScope, key: string, rate: BucketRate): Promise<Taken> {
    const name = `${scope} ${key}`;
    const now = this.clock.now().getTime();
    const before = this.levels.get(name) ?? fullBucket(rate, now);
    const taken = takeToken(before, rate, now);
    const after = taken ?? refill(before, rate, now);
    // The longest untouched comes first, and is forgotten first: it has had the most time to fill up again.
    this.levels.delete(name);
    this.levels.set(name, after);
    if (this.levels.size > this.mostBuckets) this.forgetOldest();
    const retryAfterMs = waitForToken(after, rate, now);
    return Promise.resolve({ isAllowed: taken !== undefined, remaining: Math.floor(after.tokens), retryAfterMs });
  }

  private forgetOldest(): void {
    const [oldest] = this.levels.keys();
    if (oldest !== undefined) this.levels.delete(oldest);
  }
}
