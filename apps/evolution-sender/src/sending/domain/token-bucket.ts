/** What is left of a number's allowance, and since when. */
export interface BucketLevel {
  tokens: number;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface BucketLimits {
  /** Tokens a second. */
  rate: number;
  /** Tokens at most. */
  burst: number;
}

/** Takes one token: the level afterwards, or how long to wait for the next token. No level yet means a full bucket. */
export function takeToken(
  before: BucketLevel | null,
  limits: BucketLimits,
  now: number,
): { taken: true; level: BucketLevel } | { taken: false; waitMs: number } {
  const elapsed = before === null ? 0 : Math.max(0, now - before.at);
  const tokens =
    before === null ? limits.burst : Math.min(limits.burst, before.tokens + (elapsed / 1_000) * limits.rate);
  return tokens >= 1
    ? { taken: true, level: { tokens: tokens - 1, at: now } }
    : { taken: false, waitMs: Math.ceil(((1 - tokens) / limits.rate) * 1_000) };
}
