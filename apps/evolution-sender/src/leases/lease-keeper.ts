import { randomUUID } from 'node:crypto';
import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { fairShare } from './domain/fair-share.js';
import { Lease } from './lease.js';

/** Seconds that a lease lives without being renewed, and that a silent replica still counts. */
const leaseSeconds = 10;
const replicaSeconds = 5;
const roundMs = 1_000;
/** Numbers taken in one round: what is held has to be renewed in time. */
const mostAtOnce = 50;
/** A lease is not used in its last second: the database's clock decides, and this process may be a little behind. */
const marginMs = 1_000;

export interface LeaseHolder {
  /** The number is ours from now on. */
  take(lease: Lease): Promise<void>;
  /** Stops working the number; resolves when nothing is under way any more. */
  leave(numberId: string): Promise<void>;
}

/**
 * Shares the numbers out among the replicas. Every second a replica says that it lives, renews its leases, gives up what is over
 * its fair share and takes what is free. Everything is decided by rows and by the database's clock; replicas never talk.
 */
@Injectable()
export class LeaseKeeper {
  private readonly logger = new Logger(LeaseKeeper.name);
  private readonly replicaId = randomUUID();
  private readonly leases = new Map<string, Lease>();
  private readonly leaving = new Set<string>();
  private holder: LeaseHolder | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  start(holder: LeaseHolder): void {
    this.holder = holder;
    this.timer = setInterval(() => this.wake(), roundMs);
    this.wake();
  }

  /** One round now, e.g. because there is a new number. */
  wake(): void {
    this.running ??= this.round()
      .catch((error: unknown) => this.logger.warn('a round of leases failed; it will be tried again', error))
      .finally(() => (this.running = undefined));
  }

  /** Gives everything up, so that other replicas take over at once. What `holder` leaves must have ended before. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    this.holder = undefined;
    await this.release([...this.leases.values()]);
    await this.database.query('DELETE FROM replica WHERE id = $1', [this.replicaId]);
  }

  private async round(): Promise<void> {
    const share = await this.renew();
    const held = [...this.leases.values()].filter((lease) => !this.leaving.has(lease.numberId));
    for (const lease of held.slice(share)) void this.giveUp(lease);
    if (held.length < share) await this.takeFree(Math.min(share - held.length, mostAtOnce));
  }

  /** Says that this replica lives, renews what it holds, and finds out how much is its share: one statement, since it comes every second. */
  private async renew(): Promise<number> {
    const validUntil = performance.now() + leaseSeconds * 1000 - marginMs;
    const held = [...this.leases.values()];
    const [answer] = await this.database.query<{ renewed: string[]; numbers: number; others: number }>(
      `WITH gone AS (DELETE FROM replica WHERE seen_at < now() - interval '1 minute' AND id <> $1),
       alive AS (INSERT INTO replica (id, seen_at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()),
       renewed AS (
         UPDATE number_lease l SET expires_at = now() + make_interval(secs => ${leaseSeconds})
         FROM jsonb_to_recordset($2::jsonb) AS mine("numberId" uuid, token uuid)
         WHERE l.number_id = mine."numberId" AND l.token = mine.token AND l.expires_at > now()
           AND (l.epoch IS NULL OR l.epoch = database_epoch()) RETURNING l.number_id)
       SELECT ARRAY(SELECT number_id FROM renewed)::text[] AS renewed, (SELECT count(*)::int FROM number_lease) AS numbers,
         (SELECT count(*)::int FROM replica WHERE id <> $1 AND seen_at > now() - make_interval(secs => ${replicaSeconds})) AS others`,
      [this.replicaId, JSON.stringify(held.map(({ numberId, token }) => ({ numberId, token })))],
    );
    const renewed = new Set(answer?.renewed);
    for (const lease of held) {
      if (renewed.has(lease.numberId)) lease.renew(validUntil);
      else if (this.leases.get(lease.numberId) === lease) this.lose(lease);
    }
    return answer === undefined ? 0 : fairShare(answer.numbers, answer.others + 1);
  }

  private async takeFree(count: number): Promise<void> {
    const validUntil = performance.now() + leaseSeconds * 1000 - marginMs;
    const rows = await this.database.query<{ number_id: string; token: string }>(
      `UPDATE number_lease SET token = gen_random_uuid(), holder = $1, expires_at = now() + make_interval(secs => ${leaseSeconds})
       WHERE number_id IN (SELECT number_id FROM number_lease WHERE expires_at <= now() ORDER BY number_id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING number_id, token`,
      [this.replicaId, count],
    );
    for (const row of rows) {
      const lease = new Lease(row.number_id, row.token, validUntil);
      this.leases.set(lease.numberId, lease);
      await this.handOver(lease);
    }
  }

  private async handOver(lease: Lease): Promise<void> {
    try {
      await this.holder?.take(lease);
      this.logger.log('works a number', { numberId: lease.numberId });
    } catch (error) {
      this.logger.warn('a number could not be taken; it is given back', error);
      await this.release([lease]);
    }
  }

  private lose(lease: Lease): void {
    lease.end();
    this.leases.delete(lease.numberId);
    this.logger.warn('a lease was lost', { numberId: lease.numberId });
    // It may still be ours for the database, which is another one now: then it is taken anew.
    void this.giveUp(lease);
  }

  /** Over the fair share: another replica may have it as soon as nothing is under way. */
  private async giveUp(lease: Lease): Promise<void> {
    this.leaving.add(lease.numberId);
    try {
      await this.holder?.leave(lease.numberId);
      await this.release([lease]);
    } catch (error) {
      this.logger.warn('a lease could not be released; it runs out', error);
    } finally {
      this.leaving.delete(lease.numberId);
    }
  }

  private async release(leases: Lease[]): Promise<void> {
    for (const lease of leases) {
      lease.end();
      if (this.leases.get(lease.numberId) === lease) this.leases.delete(lease.numberId);
    }
    await this.database.query(
      'UPDATE number_lease SET token = NULL, holder = NULL, expires_at = now() WHERE token = ANY($1::uuid[])',
      [leases.map(({ token }) => token)],
    );
  }
}
