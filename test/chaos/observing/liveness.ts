import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from '../ledger.js';
import { replicas } from '../world/replicas.js';
import type { Replica } from '../world/replicas.js';
import type { World } from '../world/world.js';

const period = 10_000;
const timeout = 5_000;
const failuresAllowed = 3;

/** Restarts what its liveness probe calls dead, as Kubernetes does, and writes it down. */
export function watchLiveness(world: World, ledger: Ledger, signal: AbortSignal): void {
  for (const replica of replicas) void watch(world, ledger, replica, signal);
}

async function watch(world: World, ledger: Ledger, replica: Replica, signal: AbortSignal): Promise<void> {
  let seen: { pid: number | undefined; failures: number } | undefined;
  while (!signal.aborted) {
    const { pid } = world.replica(replica);
    // A process that has just begun is not asked before its startup probe has succeeded.
    if (seen?.pid !== pid) {
      seen = (await world.readiness.probe(replica, '/startupz', timeout)) ? { pid, failures: 0 } : undefined;
    } else if (seen !== undefined) {
      const isAlive = await world.readiness.probe(replica, '/livez', timeout);
      // An answer that no longer is of this process says nothing about its successor.
      if (world.replica(replica).pid === pid) seen.failures = isAlive ? 0 : seen.failures + 1;
      if (seen.failures >= failuresAllowed && isRunning(pid)) {
        ledger.restartsByLiveness.push(replica);
        world.host.signal(world.replica(replica), 'SIGKILL');
        seen = undefined;
      }
    }
    await pause(seen === undefined ? 2_000 : period, undefined, { signal }).catch(() => {});
  }
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
