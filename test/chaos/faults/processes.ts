import type { PlannedFault } from '../schedule.js';
import { replicasOf } from '../world/replicas.js';
import type { Replica, Service } from '../world/replicas.js';
import type { World } from '../world/world.js';
import type { Heal } from './fault.js';

const hour = 3_600_000;
const replicaIn = ({ target }: PlannedFault): Replica => target as Replica;

export function kill(world: World, fault: PlannedFault): void {
  world.host.signal(world.replica(replicaIn(fault)), 'SIGKILL');
}

export function killAll(world: World, { target }: PlannedFault): void {
  for (const replica of replicasOf(target as Service)) world.host.signal(world.replica(replica), 'SIGKILL');
}

export function freeze(world: World, fault: PlannedFault): Heal {
  const process = world.replica(replicaIn(fault));
  world.host.signal(process, 'SIGSTOP');
  return () => world.host.signal(process, 'SIGCONT');
}

export async function rollingRestart(world: World, { target }: PlannedFault): Promise<void> {
  for (const replica of replicasOf(target as Service)) await world.restart(world.replica(replica));
}

export const setClock =
  (direction: 1 | -1) =>
  async (world: World, fault: PlannedFault): Promise<Heal> => {
    await world.shiftClock(replicaIn(fault), direction * hour);
    return () => world.shiftClock(replicaIn(fault), 0);
  };
