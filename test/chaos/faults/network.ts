import type { PlannedFault } from '../schedule.js';
import type { Link } from '../world/replicas.js';
import type { World } from '../world/world.js';
import type { Heal } from './fault.js';

const latency = 300;

export function cut(world: World, { target }: PlannedFault): Heal {
  const proxy = world.network.proxy(target as Link);
  proxy.cut();
  return () => proxy.restore();
}

export function blackHole(world: World, { target }: PlannedFault): Heal {
  const proxy = world.network.proxy(target as Link);
  proxy.blackhole();
  return () => proxy.restore();
}

export function slowDown(world: World, { target }: PlannedFault): Heal {
  const proxy = world.network.proxy(target as Link);
  proxy.delay(latency);
  return () => proxy.delay(0);
}
