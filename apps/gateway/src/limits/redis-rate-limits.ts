import type { BucketRate } from '@bkcrm/token-bucket';
import type { Redis } from '../redis/redis.js';
import { RateLimits } from './rate-limits.js';
import type { LimitScope, Taken } from './rate-limits.js';

/** The same bucket as in memory, by the clock of Redis; a full one is not kept. Answers whether, what is left, and the wait. */
const script = `
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(known[2]) or now
local tokens = math.min(burst, (tonumber(known[1]) or burst) + math.max(0, now - at) / 1000 * rate)
local allowed = tokens >= 1 and 1 or 0
tokens = tokens - allowed
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1)
local wait = tokens >= 1 and 0 or math.ceil((1 - tokens) / rate * 1000)
return { allowed, math.floor(tokens), wait }`;

/** Buckets that all replicas share. While Redis does not answer, each replica counts for itself. */
export class RedisRateLimits extends RateLimits {
  constructor(
    private readonly redis: Redis,
    private readonly alone: RateLimits,
  ) {
    super();
  }

  override async take(scope: LimitScope, key: string, rate: BucketRate): Promise<Taken> {
    const answer = await this.redis.run(script, [`bkcrm:limit:${scope}:${key}`], [rate.perSecond, rate.burst]);
    if (!Array.isArray(answer)) return this.alone.take(scope, key, rate);
    const [allowed, remaining, retryAfterMs] = answer.map(Number);
    return { isAllowed: allowed === 1, remaining: remaining ?? 0, retryAfterMs: retryAfterMs ?? 0 };
  }
}
