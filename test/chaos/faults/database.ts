import type { PlannedFault } from '../schedule.js';
import type { World } from '../world/world.js';

/** Immediate shutdown: nothing is flushed, no session is told; the next start recovers from the log. */
export function crashDatabase({ host }: World): void {
  host.signal(host.database, 'SIGQUIT');
}

export async function terminateBackends(world: World, { draw }: PlannedFault): Promise<void> {
  await world.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND hashtext(pid::text || $1) % 2 = 0`,
    [String(draw)],
  );
}
