import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lease } from '../leases/lease.js';
import type { Head } from './domain/turns.js';
import { NumberQueue } from './number-queue.js';
import { Slots } from './slots.js';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

it('looks again by itself when the first message is due that has to wait', async () => {
  const dueAt = new Date(Date.now() + 800);
  const head: Head = {
    commandId: 'command',
    conversationId: 'conversation',
    state: 'queued',
    queuedAt: new Date(),
    nextAttemptAt: dueAt,
    purpose: 'reply',
    firstContact: false,
  };
  const claimed: number[] = [];
  const claim = (): Promise<undefined> => {
    claimed.push(Date.now());
    return Promise.resolve(undefined);
  };
  const queue = new NumberQueue(
    new Lease('number', 'token', Infinity),
    { perSecond: 10, burst: 20 },
    { tokens: 20, at: Date.now() },
    { concurrency: 1 },
    new Slots(1),
    {
      findHeads: () => Promise.resolve(claimed.length === 0 ? [head] : []),
      holdBack: () => Promise.resolve(false),
      claim,
      deliver: () => Promise.reject(new Error('nothing is claimed here')),
      now: () => new Date(),
      failed: (error) => expect.fail(String(error)),
    },
  );
  queue.observe('open');
  await vi.advanceTimersByTimeAsync(700);
  expect(claimed).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(claimed).toEqual([Number(dueAt)]);
  await queue.stop(0);
});
