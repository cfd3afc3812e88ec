import { createHash } from 'node:crypto';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { forgottenAfter, throttleKeys, waitAfter } from './domain/login-throttle.js';
import type { Failures, ThrottleKey } from './domain/login-throttle.js';

interface Attempt {
  account: string;
  address: string;
}

/** Makes guessing passwords slow, over all replicas together. */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts an attempt as failed before its outcome is known: many at once must not all be the first.
   * @returns milliseconds until it may be made; 0 when it may, and is counted
   */
  begin({ account, address }: Attempt): Promise<number> {
    const keys = throttleKeys(account, address);
    const all = Object.values(keys);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const known = await lockFailures(tx, all, now);
      const waitOf = (key: ThrottleKey): number => waitAfter(known.get(fingerprintOf(key)), key.free, now);
      const [wait, waitOfAccount] = [Math.max(waitOf(keys.both), waitOf(keys.address)), waitOf(keys.account)];
      // Whoever guesses from many addresses must not keep the owner out, who has been at this one before.
      if (waitOfAccount > wait && !(await isKnownAddress(tx, account, address))) return waitOfAccount;
      if (wait > 0) return wait;
      await tx.query(
        `UPDATE gateway.login_failure SET count = CASE WHEN last_at < $3 THEN 1 ELSE count + 1 END, last_at = $2 WHERE fingerprint = ANY($1)`,
        [all.map(fingerprintOf), now, new Date(now.getTime() - forgottenAfter)],
      );
      return 0;
    });
  }

  /** Takes back what `begin` counted. */
  async forgive({ account, address }: Attempt): Promise<void> {
    const keys = Object.values(throttleKeys(account, address));
    await this.database.transaction(async (tx) => {
      await lockFailures(tx, keys, this.clock.now());
      await tx.query('UPDATE gateway.login_failure SET count = greatest(0, count - 1) WHERE fingerprint = ANY($1)', [
        keys.map(fingerprintOf),
      ]);
    });
  }

  /** Whoever got in starts anew at this address. */
  async forget({ account, address }: Attempt): Promise<void> {
    const { both } = throttleKeys(account, address);
    await this.database.query('DELETE FROM gateway.login_failure WHERE fingerprint = $1', [fingerprintOf(both)]);
  }
}

/** Always in the same order, so that two attempts wait for each other and never both. */
async function lockFailures(tx: Transaction, keys: ThrottleKey[], now: Date): Promise<Map<string, Failures>> {
  const fingerprints = keys.map(fingerprintOf).sort();
  await tx.query(
    `INSERT INTO gateway.login_failure (fingerprint, count, last_at)
     SELECT fingerprint, 0, $2 FROM unnest($1::text[]) AS fingerprint ON CONFLICT DO NOTHING`,
    [fingerprints, now],
  );
  const rows = await tx.query<Failures & { fingerprint: string }>(
    `SELECT fingerprint, count, last_at AS "lastAt" FROM gateway.login_failure WHERE fingerprint = ANY($1) ORDER BY fingerprint COLLATE "C" FOR UPDATE`,
    [fingerprints],
  );
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

async function isKnownAddress(tx: Transaction, email: string, address: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM gateway.session s JOIN ticket.agent a ON a.id = s.agent_id WHERE a.email = lower($1) AND s.address = $2 LIMIT 1`,
    [email, address],
  );
  return rows.length > 0;
}

function fingerprintOf({ key }: ThrottleKey): string {
  return createHash('sha256').update(key).digest('hex');
}
