import { setTimeout as pause } from 'node:timers/promises';
import { check } from './checker/check.js';
import { collect } from './checker/collect.js';
import type { Evidence, Violation } from './checker/evidence.js';
import type { Desk } from './generator/clients.js';
import type { Ledger } from './ledger.js';
import type { World } from './world/world.js';

/**
 * What waiting can still mend: the system may be at work on it, or did something between the moment at which the log was read and
 * the one at which the clients were.
 */
const passing = new Set(['lost', 'unchanged', 'status', 'client gap', 'client foreign', 'unsettled', 'leftover']);

export interface Verdict {
  evidence: Evidence;
  violations: Violation[];
  /** How long it took until all was well, or nothing would mend it any more. */
  quietSeconds: number;
}

/** Looks until all is well, or what is not will not mend itself, or the time is over. */
export async function judgeWhenQuiet(
  { world, ledger, desks }: { world: World; ledger: Ledger; desks: readonly Desk[] },
  within: number,
  say: (line: string) => void,
): Promise<Verdict> {
  const since = performance.now();
  const elapsed = (): number => performance.now() - since;
  let said = '';
  const tell = (line: string): void => {
    if (line !== said) say(`  ${line}`);
    said = line;
  };
  for (;;) {
    const busy = await whatIsUnderWay(world, desks);
    const isLate = elapsed() > within;
    if (busy.length === 0 || isLate) {
      const evidence = await collect(world, ledger, desks);
      const violations = check(evidence);
      const canMend = violations.some(({ rule }) => passing.has(rule));
      if (!canMend || isLate) {
        const late = busy.map((id) => ({ rule: 'unsettled', id, detail: 'still under way' }));
        return { evidence, violations: [...violations, ...late], quietSeconds: elapsed() / 1_000 };
      }
      tell(`not yet: ${violations.length} such as ${describe(violations[0])}`);
    } else tell(`waiting for ${busy.join(', ')}`);
    await pause(3_000);
  }
}

const describe = (violation: Violation | undefined): string =>
  violation === undefined ? '' : `${violation.rule} ${violation.id} (${violation.detail})`;

/** Questions that cost little. */
async function whatIsUnderWay(world: World, desks: readonly Desk[]): Promise<string[]> {
  const { pending } = await world.simulator.deliveries({ instance: 'none' });
  const [counts] = await world.query<{ sends: number; acts: number }>(
    `SELECT
       (SELECT count(*)::int FROM sender.send_command
        WHERE settled_at IS NULL AND (state <> 'unknown' OR next_look_at IS NOT NULL)) AS sends,
       (SELECT count(*)::int FROM ticket.act WHERE status IN ('queued', 'sending')) AS acts`,
  );
  const typed = desks.flatMap(({ client }) =>
    client.store.getSnapshot().pending.filter(({ failure }) => failure === null),
  );
  const offline = desks.filter(({ client }) => client.store.getSnapshot().status !== 'live');
  return [
    [pending, 'webhooks of Evolution'],
    [counts?.sends ?? 0, 'sends'],
    [counts?.acts ?? 0, 'acts'],
    [typed.length, 'messages in the outboxes of clients'],
    [offline.length, 'clients that are not live'],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, what]) => `${count} ${what}`);
}
