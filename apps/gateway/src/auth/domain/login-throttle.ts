/** Something that failures are counted for, and how many of them are free. */
export interface ThrottleKey {
  key: string;
  free: number;
}

interface Failures {
  count: number;
  lastAt: number;
}

const longestWait = 60_000;
const forgottenAfter = 15 * 60_000;

/** People mistype: so many failures are free for one account at one address. */
const freeOfBoth = 10;
/** Many people may share an address. */
const freeOfAddress = 50;
/** Guessing one account from many addresses. */
const freeOfAccount = 50;

/** What an attempt to log in counts for. */
export function throttleKeys(account: string, address: string): Record<'both' | 'address' | 'account', ThrottleKey> {
  const name = account.toLowerCase();
  return {
    both: { key: `${name} ${address}`, free: freeOfBoth },
    address: { key: ` ${address}`, free: freeOfAddress },
    account: { key: `${name} `, free: freeOfAccount },
  };
}

/**
 * Makes guessing slow: after the free failures each further one doubles the wait, up to a minute, so nobody is locked out for good.
 * In memory, bounded: the longest untouched keys are forgotten first.
 */
export class LoginThrottle {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly mostKeys = 10_000) {}

  /** Milliseconds until the next attempt may be made; 0 = now. */
  waitFor(keys: ThrottleKey[], now: number): number {
    return Math.max(0, ...keys.map((key) => this.waitForKey(key, now)));
  }

  failed(keys: ThrottleKey[], now: number): void {
    for (const { key } of keys) {
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

  /** Takes back what `failed` counted for one attempt. */
  forgive(keys: ThrottleKey[]): void {
    for (const { key } of keys) {
      const known = this.failures.get(key);
      if (known !== undefined) known.count -= 1;
    }
  }

  succeeded(keys: ThrottleKey[]): void {
    for (const { key } of keys) this.failures.delete(key);
  }

  private waitForKey({ key, free }: ThrottleKey, now: number): number {
    const known = this.failures.get(key);
    if (known === undefined || known.count < free || now - known.lastAt > forgottenAfter) return 0;
    const wait = Math.min(longestWait, 1_000 * 2 ** (known.count - free));
    return Math.max(0, known.lastAt + wait - now);
  }
}
