import type { Database } from '@bkcrm/database';
import type { Publisher } from '@bkcrm/messaging';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OutboxRelay } from './outbox-relay.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('rests after a round as long as that took, so that what comes meanwhile is sent by the next', async () => {
  let rounds = 0;
  const transaction = async (): Promise<object> => {
    rounds += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { returned: [], parked: [], stuck: false, more: false };
  };
  const database = { transaction, query: async () => [] } as unknown as Database;
  const relay = new OutboxRelay(database, {} as Publisher, { schema: 'test', logger: new Logger() });
  relay.start();
  await vi.advanceTimersByTimeAsync(1_000);
  const before = rounds;
  relay.wake();
  for (let passed = 0; passed < 200; passed += 5) {
    await vi.advanceTimersByTimeAsync(5);
    relay.wake();
  }
  expect(rounds - before).toBe(6);
  const stopped = relay.stop();
  await vi.advanceTimersByTimeAsync(100);
  await stopped;
});
