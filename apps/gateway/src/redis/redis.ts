import { createClient } from '@keyv/redis';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';

/** The part of the Redis client that is used. */
interface Client {
  readonly isReady: boolean;
  connect: () => Promise<unknown>;
  destroy: () => void;
  on: (event: 'error', listener: (error: unknown) => void) => unknown;
  eval: (script: string, options: { keys: string[]; arguments: string[] }) => Promise<unknown>;
}

const answerMs = 250;

/** What replicas share besides the database, where `REDIS_URL` names one. Nothing depends on it: without an answer each goes on alone. */
@Injectable()
export class Redis implements OnApplicationShutdown {
  private readonly logger = new Logger(Redis.name);
  readonly client: Client | undefined;

  constructor({ REDIS_URL: url }: GatewayConfig) {
    if (url === undefined) return;
    const socket = {
      connectTimeout: 2_000,
      reconnectStrategy: (attempt: number) => Math.min(5_000, 100 * 2 ** attempt),
    };
    // Nothing waits in a queue for a Redis that is away.
    this.client = createClient({ url, disableOfflineQueue: true, socket }) as unknown as Client;
    this.client.on('error', (error) => this.logger.warn('Redis does not answer', error));
  }

  /** Connects in the background, and again whenever it is lost. */
  start(): void {
    this.client?.connect().catch((error: unknown) => this.logger.warn('Redis is not there', error));
  }

  onApplicationShutdown(): void {
    this.client?.destroy();
  }

  /** Runs a script; undefined when there is no answer in time. */
  async run(script: string, keys: string[], values: (string | number)[]): Promise<unknown> {
    if (this.client?.isReady !== true) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), answerMs);
    });
    try {
      return await Promise.race([this.client.eval(script, { keys, arguments: values.map(String) }), tooLate]);
    } catch (error) {
      this.logger.warn('Redis refused', error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
