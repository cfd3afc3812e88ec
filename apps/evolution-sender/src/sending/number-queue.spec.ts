import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lease } from '../leases/lease.js';
import type { ClaimedSend } from './claim-send.js';
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

const headOf = (conversationId: string, commandId: string): Head => ({
  commandId,
  conversationId,
  state: 'queued',
  queuedAt: new Date(),
  nextAttemptAt: new Date(),
  purpose: 'reply',
  firstContact: false,
});

/** Pages of heads as the database gives them one after the other, and what each delivery says. */
async function sent(pages: Head[][], delivered: (queue: NumberQueue) => boolean): Promise<[string[], number]> {
  const ids: string[] = [];
  let looks = 0;
  const queue: NumberQueue = new NumberQueue(
    new Lease('number', 'token', Infinity),
    { perSecond: 10, burst: 20 },
    { tokens: 20, at: Date.now() },
    { concurrency: 2 },
    new Slots(2),
    {
      findHeads: () => Promise.resolve(pages[(looks += 1) - 1] ?? []),
      holdBack: () => Promise.resolve(false),
      claim: (_, id) => {
        ids.push(id);
        const { conversationId = '' } = pages.flat().find(({ commandId }) => commandId === id) ?? {};
        return Promise.resolve({ id, conversationId } as ClaimedSend);
      },
      deliver: async () => {
        const hasMore = delivered(queue);
        await new Promise((resolve) => setTimeout(resolve, 10));
        return { outcome: { kind: 'failed', code: '', message: '' }, hasMore };
      },
      now: () => new Date(),
      failed: (error) => expect.fail(String(error)),
    },
  );
  queue.observe('open');
  await vi.advanceTimersByTimeAsync(100);
  await queue.stop(0);
  return [ids, looks];
}

it('asks for its heads once, however often it finds no slot free', async () => {
  const slots = new Slots(1);
  const ids: string[] = [];
  let looks = 0;
  const queue = new NumberQueue(
    new Lease('number', 'token', Infinity),
    { perSecond: 10, burst: 20 },
    { tokens: 20, at: Date.now() },
    { concurrency: 2 },
    slots,
    {
      findHeads: () => Promise.resolve((looks += 1) === 1 ? [headOf('a', '1')] : []),
      holdBack: () => Promise.resolve(false),
      claim: (_, id) => (ids.push(id), Promise.resolve({ id, conversationId: 'a' } as ClaimedSend)),
      deliver: () => Promise.resolve({ outcome: { kind: 'failed', code: '', message: '' }, hasMore: false }),
      now: () => new Date(),
      failed: (error) => expect.fail(String(error)),
    },
  );
  const takenByOthers = (): boolean => slots.take(() => {});
  takenByOthers();
  queue.observe('open');
  for (let time = 0; time < 5; time += 1) {
    await vi.advanceTimersByTimeAsync(10);
    slots.release();
    takenByOthers();
  }
  await vi.advanceTimersByTimeAsync(10);
  expect([ids, looks]).toEqual([[], 1]);
  slots.release();
  await vi.advanceTimersByTimeAsync(10);
  expect([ids, looks]).toEqual([['1'], 1]);
  await queue.stop(0);
});

describe('what waits behind a message', () => {
  it('is asked for when there is something', async () => {
    expect(await sent([[headOf('a', '1')], [headOf('a', '2')]], () => true)).toEqual([['1', '2'], 3]);
  });

  it('is not asked for when there is nothing; the other conversations follow', async () => {
    const [ids, looks] = await sent([[headOf('a', '1'), headOf('b', '2')]], () => false);
    expect(ids).toEqual(['1', '2']);
    expect(looks).toBe(1);
  });

  it('is asked for when something came while the message was on its way, which hid it', async () => {
    let isFirst = true;
    const [ids] = await sent([[headOf('a', '1')], [], [headOf('a', '2')]], (queue) => {
      if (isFirst) queue.wake();
      isFirst = false;
      return false;
    });
    expect(ids).toEqual(['1', '2']);
  });
});
