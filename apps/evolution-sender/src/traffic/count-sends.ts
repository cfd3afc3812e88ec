import type { Queryable } from '@bkcrm/database';
import type { Lease } from '../leases/lease.js';
import { beginOfHour, HourOfSends } from './domain/hour-of-sends.js';
import type { SendFigures } from './domain/hour-of-sends.js';
import { findSends } from './find-sends.js';

/**
 * What happened longer ago is final: half a minute for the acknowledgement of a send, which is late after that, and another one until
 * everybody's statements are committed, which take ten seconds at most. Milliseconds.
 */
const finalAfterMs = 60_000;

interface Remembered {
  hour: HourOfSends;
  /** What became final before this is in it. */
  until: number;
}

/**
 * Counts what left over numbers within the hour, and reads each send for it once: what is final is remembered, and only what happened
 * since is looked at. It is remembered under the lease, so whoever takes a number begins with its whole hour: also one who had the
 * number before, or whose database is another one now.
 */
export class CountSends {
  private readonly remembered = new WeakMap<Lease, Remembered>();

  /** One look at a time: what two find at once would be counted twice. @returns by number */
  async execute(database: Queryable, leases: readonly Lease[], now: Date): Promise<Map<string, SendFigures>> {
    const figures = new Map<string, SendFigures>();
    for (const [since, together] of this.bySince(leases, now)) {
      const until = Math.max(since, Number(now) - finalAfterMs);
      const found = await findSends(database, { since: new Date(since), until: new Date(until) });
      for (const lease of together) {
        const hour = this.remembered.get(lease)?.hour ?? new HourOfSends();
        this.remembered.set(lease, { hour, until });
        figures.set(lease.numberId, hour.add(found.get(lease.numberId) ?? [], now));
      }
    }
    return figures;
  }

  /** Those together of which as much is remembered: nearly always all. */
  private bySince(leases: readonly Lease[], now: Date): Map<number, Lease[]> {
    const begin = Number(beginOfHour(now));
    const groups = new Map<number, Lease[]>();
    for (const lease of leases) {
      const since = Math.max(begin, this.remembered.get(lease)?.until ?? begin);
      const group = groups.get(since);
      if (group === undefined) groups.set(since, [lease]);
      else group.push(lease);
    }
    return groups;
  }
}
