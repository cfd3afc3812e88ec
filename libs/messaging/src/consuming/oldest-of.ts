import type { Arrived } from './arrived.js';

/** When what the oldest of these deliveries is about was received; undefined when none of them says so. */
export function oldestOf(deliveries: Iterable<Arrived>): Date | undefined {
  let oldest = Infinity;
  for (const { delivery } of deliveries) {
    const at = Date.parse(String(delivery.headers['x-received-at']));
    if (at < oldest) oldest = at;
  }
  return oldest === Infinity ? undefined : new Date(oldest);
}
