import type { BucketRate } from '@bkcrm/token-bucket';
import type { Taken } from '../rate-limits.js';

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): how many in which time, and how many are left until when. */
export function limitHeaders(
  policy: string,
  rate: BucketRate,
  { remaining, retryAfterMs }: Taken,
): Record<string, string> {
  const untilFull = Math.ceil((rate.burst - remaining) / rate.perSecond);
  const until = retryAfterMs > 0 ? Math.ceil(retryAfterMs / 1000) : untilFull;
  return {
    'ratelimit-policy': `"${policy}";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`,
    ratelimit: `"${policy}";r=${remaining};t=${until}`,
  };
}
