/** Something that failures are counted for, and how many of them are free. */
export interface ThrottleKey {
  key: string;
  free: number;
}

/** What is known of a key. */
export interface Failures {
  count: number;
  lastAt: Date;
}

const longestWait = 60_000;
/** Milliseconds after the latest failure. */
export const forgottenAfter = 15 * 60_000;

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
 * Milliseconds until the next attempt may be made; 0 = now. After the free failures each further one doubles the wait, up to
 * a minute: guessing is slow, and nobody is locked out for good.
 */
export function waitAfter(failures: Failures | undefined, free: number, now: Date): number {
  const age = now.getTime() - (failures?.lastAt.getTime() ?? 0);
  if (failures === undefined || failures.count < free || age > forgottenAfter) return 0;
  return Math.max(0, Math.min(longestWait, 1_000 * 2 ** (failures.count - free)) - age);
}
