import { Secret, TOTP } from 'otpauth';

const periodSeconds = 30;
/** Steps before and after the present one that are good too: clocks differ, and people type slowly. */
const window = 1;

const totp = (secret: Secret, account = ''): TOTP =>
  new TOTP({ issuer: 'BKCRM', label: account, algorithm: 'SHA1', digits: 6, period: periodSeconds, secret });

/** 160 random bits, in base32. */
export const newSeed = (): string => new Secret({ size: 20 }).base32;

/** What an authenticator's app reads from a QR code. */
export const otpauthUri = (seed: string, account: string): string => totp(Secret.fromBase32(seed), account).toString();

/**
 * The step (of 30 seconds, since 1970) that a code belongs to; undefined when it is wrong, or not after the step that was used
 * last: a code that was seen over a shoulder is worth nothing once it was used.
 */
export function stepOfCode(seed: string, code: string, now: Date, usedStep: number | null): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const timestamp = now.getTime();
  const delta = totp(Secret.fromBase32(seed)).validate({ token: code, timestamp, window });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1000 / periodSeconds) + delta;
  return usedStep !== null && step <= usedStep ? undefined : step;
}
