import KeyvRedis, { Keyv } from '@keyv/redis';
import type { RedisClientType } from '@keyv/redis';
import { Injectable, Logger } from '@nestjs/common';
import { createCache } from 'cache-manager';
import type { Cache } from 'cache-manager';
import { Redis } from '../redis/redis.js';
import { BoundedMap } from './domain/bounded-map.js';
import type { NewestPage } from './domain/newest-page.js';

const keptForMs = 30 * 60_000;
const mostPages = 2_000;
const answerMs = 250;

/** Where pages lie: in memory, bounded, or in Redis for all replicas. One that is gone, or does not come in time, is read anew. */
@Injectable()
export class PageStore {
  private readonly logger = new Logger(PageStore.name);
  private readonly cache: Cache;

  constructor(redis: Redis) {
    const store =
      redis.client === undefined
        ? // As they are: to make text of them and read it again would cost more than all else that an answer takes.
          new Keyv({
            store: new BoundedMap<string, unknown>(mostPages),
            serialize: undefined,
            deserialize: undefined,
          })
        : new Keyv({ store: new KeyvRedis(redis.client as unknown as RedisClientType), namespace: 'bkcrm:messages' });
    store.on('error', (error) => this.logger.warn('cached messages are out of reach', error));
    this.cache = createCache({ stores: [store], ttl: keptForMs });
  }

  async get(key: string): Promise<NewestPage | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), answerMs);
    });
    try {
      return await Promise.race([this.cache.get<NewestPage>(key), tooLate]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Nothing waits for it: what is left of a page by accident is never answered with, and gone within half an hour. */
  drop(key: string): void {
    this.cache.del(key).catch(() => undefined);
  }

  /** Nothing waits for it. */
  put(key: string, page: NewestPage): void {
    this.cache.set(key, page).catch(() => undefined);
  }
}
