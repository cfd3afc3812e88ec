import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveClient } from './live-client.js';
import { moveClientsOver } from './move-clients-over.js';

// The promises of node:timers are not faked.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How many clients are let go in each second. */
async function perSecond(count: number): Promise<number[]> {
  const drops: number[] = [];
  const start = Date.now();
  const client = { drop: () => drops.push(Math.floor((Date.now() - start) / 1_000)) } as unknown as LiveClient;
  const moving = moveClientsOver({ count, all: () => Array.from({ length: count }, () => client) });
  await vi.runAllTimersAsync();
  await moving;
  return Array.from({ length: (drops.at(-1) ?? 0) + 1 }, (_, at) => drops.filter((second) => second === at).length);
}

describe('moving clients over', () => {
  it.each([
    [40, [40]],
    [1_000, [200, 200, 200, 200, 200]],
    [1_800, [360, 360, 360, 360, 360]],
    [3_000, [400, 400, 400, 400, 400, 400, 400, 200]],
  ])('lets %i go over some seconds, and never more than 400 in one', async (count, expected) => {
    expect(await perSecond(count)).toEqual(expected);
  });
});
