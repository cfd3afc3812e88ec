/** How many messages may leave at once (`tokens`), as of a moment (`at`, milliseconds). */
export interface BucketLevel {
  tokens: number;
  at: number;
}

export interface BucketRate {
  /** Tokens that come back per second. */
  perSecond: number;
  /** Tokens that fit. */
  burst: number;
}

/** A number's first level. */
export const fullBucket = (rate: BucketRate, now: number): BucketLevel => ({ tokens: rate.burst, at: now });

/** For when the level is not known: whoever crashes again and again must not gain a burst each time. */
export const emptyBucket = (now: number): BucketLevel => ({ tokens: 0, at: now });

/** The level now. A clock that went back gives nothing. */
export function refill(level: BucketLevel, rate: BucketRate, now: number): BucketLevel {
  const gained = (Math.max(0, now - level.at) / 1000) * rate.perSecond;
  return { tokens: Math.min(rate.burst, level.tokens + gained), at: now };
}

/** Takes one token, or undefined when there is none. */
export function takeToken(level: BucketLevel, rate: BucketRate, now: number): BucketLevel | undefined {
  const refilled = refill(level, rate, now);
  return refilled.tokens < 1 ? undefined : { ...refilled, tokens: refilled.tokens - 1 };
}

/** Milliseconds until there is a token. */
export function waitForToken(level: BucketLevel, rate: BucketRate, now: number): number {
  const missing = 1 - refill(level, rate, now).tokens;
  return missing <= 0 ? 0 : Math.ceil((missing / rate.perSecond) * 1000);
}
