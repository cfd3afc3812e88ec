import { SystemClock } from '@bkcrm/observability';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayConfig } from '../src/app.config.js';
import { MemoryRateLimits } from '../src/limits/memory-rate-limits.js';
import { RedisRateLimits } from '../src/limits/redis-rate-limits.js';
import { PageStore } from '../src/message-cache/page-store.js';
import { Redis } from '../src/redis/redis.js';

const url = process.env['BKCRM_TEST_REDIS_URL'];

const redisAt = (REDIS_URL: string): Redis => new Redis(Object.assign(new GatewayConfig(), { REDIS_URL }));
const page = { seq: 7, items: [], isComplete: true };
const key = (): string => String(Math.random());

describe.skipIf(url === undefined)('two replicas with one Redis', () => {
  const replicas: Redis[] = [];

  beforeAll(async () => {
    replicas.push(redisAt(url ?? ''), redisAt(url ?? ''));
    for (const redis of replicas) redis.start();
    await eventually(() => expect(replicas.map(({ client }) => client?.isReady)).toEqual([true, true]));
  });
  afterAll(() => replicas.forEach((redis) => redis.onApplicationShutdown()));

  it('count together', async () => {
    const none = new MemoryRateLimits(new SystemClock());
    const limits = replicas.map((redis) => new RedisRateLimits(redis, none));
    const [name, rate] = [key(), { perSecond: 0.1, burst: 20 }];
    const taken = await Promise.all(
      limits.flatMap((each) => Array.from({ length: 15 }, () => each.take('agent', name, rate))),
    );
    expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(20);
    const refused = await limits[0]?.take('agent', name, rate);
    expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(refused?.retryAfterMs).toBeGreaterThan(5_000);
  });

  it('share pages', async () => {
    const [one, other] = replicas.map((redis) => new PageStore(redis));
    const name = key();
    one?.put(name, page);
    await eventually(async () => expect(await other?.get(name)).toEqual(page));
  });
});

describe('a Redis that is away', () => {
  it('is done without', async () => {
    const redis = redisAt('redis://127.0.0.1:1');
    redis.start();
    const limits = new RedisRateLimits(redis, new MemoryRateLimits(new SystemClock()));
    const [name, rate] = [key(), { perSecond: 0.1, burst: 2 }];
    const taken = [1, 2, 3].map(() => limits.take('agent', name, rate));
    expect((await Promise.all(taken)).map(({ isAllowed }) => isAllowed)).toEqual([true, true, false]);
    const store = new PageStore(redis);
    store.put(name, page);
    expect(await store.get(name)).toBeUndefined();
    redis.onApplicationShutdown();
  });
});
