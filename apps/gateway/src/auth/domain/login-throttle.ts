interface Failures {
  count: number;
  lastAt: number;
}

/** So many failures are free: people mistype. */
const free = 10;
const longestWait = 60_000;
const forgottenAfter = 15 * 60_000;

/**
 * Makes guessing slow: after a few failures each further one doubles the wait, up to a minute, so nobody is locked out for good.
 * Kept per key (account and address) in memory, bounded: the longest untouched keys are forgotten first.
 */
export class LoginThrottle {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly mostKeys = 10_000) {}

  /** Milliseconds until the next attempt may be made; 0 = now. */
  waitFor(keys: string[], now: number): number {
    return Math.max(0, ...keys.map((key) => this.waitForKey(key, now)));
  }

  failed(keys: string[], now: number): void {
    for (const key of keys) {
      const known = this.failures.get(key);
      const count = known === undefined || now - known.lastAt > forgottenAfter ? 1 : known.count + 1;
      this.failures.delete(key);
      this.failures.set(key, { count, lastAt: now });
    }
    for (const key of this.failures.keys()) {
      if (this.failures.size <= this.mostKeys) break;
      this.failures.delete(key);
    }
  }

  succeeded(keys: string[]): void {
    for (const key of keys) this.failures.delete(key);
  }

  private waitForKey(key: string, now: number): number {
    const known = this.failures.get(key);
    if (known === undefined || known.count < free || now - known.lastAt > forgottenAfter) return 0;
    const wait = Math.min(longestWait, 1_000 * 2 ** (known.count - free));
    return Math.max(0, known.lastAt + wait - now);
  }
}
