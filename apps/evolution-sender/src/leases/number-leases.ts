import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { v4 as uuid } from 'uuid';
import { SenderConfig } from '../app.config.js';

export interface Lease {
  numberId: string;
  token: string;
}

/** Which numbers this process looks after: about ⌈numbers / replicas⌉, each under a lease that it keeps renewing. */
@Injectable()
export class NumberLeases {
  readonly holder = uuid();
  private current: Lease[] = [];

  constructor(
    private readonly database: Database,
    private readonly config: SenderConfig,
  ) {}

  /** As of the last heartbeat. Only a transaction that locks the lease knows for certain. */
  get numberIds(): string[] {
    return this.current.map((lease) => lease.numberId);
  }

  /** Renews what is held and takes free or orphaned numbers up to our share. `surplus` are to be released when their calls are done. */
  async heartbeat(): Promise<{ leases: Lease[]; surplus: Lease[] }> {
    const { leases, share } = await this.database.transaction(async (tx) => {
      const share = await this.announce(tx);
      const held = await tx.query<Lease>(
        `UPDATE number_lease SET expires_at = now() + make_interval(secs => $2) WHERE holder = $1 RETURNING number_id AS "numberId", token`,
        [this.holder, this.config.LEASE_SECONDS],
      );
      const taken = share > held.length ? await this.take(tx, share - held.length) : [];
      return { leases: [...held, ...taken], share };
    });
    this.current = leases;
    return { leases, surplus: leases.slice(share) };
  }

  async release(leases: Lease[]): Promise<void> {
    const tokens = leases.map((lease) => lease.token);
    await this.database.query('DELETE FROM number_lease WHERE holder = $1 AND token = ANY($2::uuid[])', [
      this.holder,
      tokens,
    ]);
    this.current = this.current.filter((lease) => !tokens.includes(lease.token));
  }

  /** Gives everything up, so that others need not wait for the leases to run out. */
  async leave(): Promise<void> {
    this.current = [];
    await this.database.query('DELETE FROM number_lease WHERE holder = $1', [this.holder]);
    await this.database.query('DELETE FROM replica WHERE id = $1', [this.holder]);
  }

  /** Says that this replica is alive. @returns its share of the numbers */
  private async announce(tx: Transaction): Promise<number> {
    await tx.query(
      `INSERT INTO replica (id, expires_at) VALUES ($1, now() + make_interval(secs => $2))
       ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at`,
      [this.holder, this.config.LEASE_SECONDS],
    );
    await tx.query(
      `DELETE FROM replica WHERE id IN (SELECT id FROM replica WHERE expires_at < now() FOR UPDATE SKIP LOCKED)`,
    );
    const [row] = await tx.query<{ numbers: number; replicas: number }>(
      `SELECT (SELECT count(*)::int FROM number) AS numbers, (SELECT count(*)::int FROM replica WHERE expires_at > now()) AS replicas`,
    );
    return Math.ceil((row?.numbers ?? 0) / Math.max(1, row?.replicas ?? 1));
  }

  private async take(tx: Transaction, count: number): Promise<Lease[]> {
    return tx.query<Lease>(
      `INSERT INTO number_lease (number_id, holder, token, expires_at)
       SELECT n.id, $1, gen_random_uuid(), now() + make_interval(secs => $2)
       FROM number n LEFT JOIN number_lease l ON l.number_id = n.id
       WHERE l.number_id IS NULL OR l.expires_at < now() ORDER BY n.id LIMIT $3
       ON CONFLICT (number_id) DO UPDATE
         SET holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at
         WHERE number_lease.expires_at < now()
       RETURNING number_id AS "numberId", token`,
      [this.holder, this.config.LEASE_SECONDS, count],
    );
  }
}
