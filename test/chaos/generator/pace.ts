import { setTimeout as pause } from 'node:timers/promises';

/** Does something so many times a second, on average, until it is stopped. What fails is done another time. */
export async function repeatedly(
  perSecond: number,
  { random, signal }: { random: () => number; signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  const under = new Set<Promise<void>>();
  while (!signal.aborted) {
    // Waits as between independent events: sometimes many at once, sometimes none.
    const wait = (-Math.log(1 - random()) * 1_000) / perSecond;
    await pause(Math.min(wait, 10_000), undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    const doing = work()
      .catch(() => {})
      .finally(() => under.delete(doing));
    under.add(doing);
  }
  await Promise.all(under);
}
