import type { DatabaseStatus, ReplicaResource, SystemResource } from '@bkcrm/contracts';

/** Those who say right now how they do: what the others said is no longer so. */
function heard({ services }: Pick<SystemResource, 'services'>): ReplicaResource[] {
  return services.flatMap(({ replicas }) => replicas).filter(({ state }) => state === 'ready' || state === 'not-ready');
}

/** How many numbers there are, how many are connected, and how many should be and are not. */
export function numbersOf(numbers: SystemResource['numbers']): { all: number; open: number; down: number } | null {
  if (numbers === null) return null;
  const all = Object.values(numbers).reduce((sum, count) => sum + count, 0);
  return { all, open: numbers.open ?? 0, down: (numbers.close ?? 0) + (numbers.missing ?? 0) };
}

/** The connections of all replicas to the broker. */
export function brokerLinks(system: Pick<SystemResource, 'services'>): { up: number; all: number } {
  const states = heard(system).flatMap(({ broker: { publish, consume } }) => [publish, consume]);
  return { up: states.filter((state) => state === 'up').length, all: states.length };
}

/** The connections of all replicas to the database together, and the slowest answer; null when nobody has one. */
export function databaseUse(system: Pick<SystemResource, 'services'>): DatabaseStatus | null {
  const pools = heard(system).flatMap(({ database }) => (database === null ? [] : [database]));
  if (pools.length === 0) return null;
  return pools.reduce((sum, pool) => ({
    busy: sum.busy + pool.busy,
    idle: sum.idle + pool.idle,
    waiting: sum.waiting + pool.waiting,
    pingMs: sum.pingMs === null || pool.pingMs === null ? null : Math.max(sum.pingMs, pool.pingMs),
  }));
}
