import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorConfig } from '../app.config.js';
import { WebhookFaults } from '../faults/webhook-faults.js';
import type { Instance } from '../state/instance.js';
import { DeliveryLog } from './delivery-log.js';
import type { DeliveryAttempt } from './delivery-log.js';
import { envelopeOf, targetOf } from './domain/envelope.js';
import { isFinalStatus, maximumAttempts, requestTimeoutAt, retryDelay } from './domain/retry-policy.js';
import { WebhookClient } from './webhook-client.js';

interface Delivery {
  instance: string;
  event: string;
  messageId: string | null;
  url: string;
  body: string;
  headers: Record<string, string>;
}

/**
 * Tells the instance's hook what happened. Every event is a chain of its own, with its retries; chains run side by side without
 * any limit or order, and are lost when the process ends.
 */
@Injectable()
export class Webhooks implements OnApplicationShutdown {
  private readonly logger = new Logger(Webhooks.name);
  private readonly chains = new Set<{ event: string; messageId: string | null; ended: Promise<void> }>();
  /** Aborted to give up everything that is under way. */
  private stopping = unlimitedController();

  constructor(
    private readonly config: SimulatorConfig,
    private readonly clock: Clock,
    private readonly client: WebhookClient,
    private readonly log: DeliveryLog,
    private readonly faults: WebhookFaults,
  ) {}

  /** Chains that have not ended. */
  get pending(): number {
    return this.chains.size;
  }

  /** Sends the event if the hook takes it; the promise ends with the last attempt and never rejects. */
  emit(instance: Instance, event: string, data: unknown, messageId: string | null = null): Promise<void> {
    const hook = instance.webhook;
    const url = hook === null ? null : targetOf(hook, event);
    if (hook === null || url === null) return Promise.resolve();
    const envelope = envelopeOf(event, instance, hook, { data, now: this.clock.now(), serverUrl: this.serverUrl() });
    const delivery = {
      instance: instance.name,
      event,
      messageId,
      url,
      body: JSON.stringify(envelope),
      headers: this.client.headersFor(hook.headers),
    };
    const chain = { event, messageId, ended: this.run(delivery) };
    this.chains.add(chain);
    return chain.ended.finally(() => this.chains.delete(chain));
  }

  /** Waits until what is on its way about the message has ended. */
  async settled(messageId: string, events: string[]): Promise<void> {
    const waiting = [...this.chains].filter((chain) => chain.messageId === messageId && events.includes(chain.event));
    await Promise.all(waiting.map((chain) => chain.ended));
  }

  /** Gives up everything that is under way, as the end of the process does. */
  async abandon(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.chains].map((chain) => chain.ended));
    this.stopping = unlimitedController();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.abandon();
    await this.client.close();
  }

  private async run(delivery: Delivery): Promise<void> {
    const { signal } = this.stopping;
    const { copies, attempted } = await this.faults.pass(delivery, signal);
    if (copies.length === 0) this.record(delivery, 0, { status: null, outcome: 'lost' });
    await Promise.all(copies.map((afterMs) => this.deliver(delivery, { afterMs, attempted, signal })));
  }

  private async deliver(
    delivery: Delivery,
    { afterMs, attempted, signal }: { afterMs: number; attempted: () => void; signal: AbortSignal },
  ): Promise<void> {
    if (afterMs > 0) await wait(afterMs, signal);
    for (let attempt = 1; attempt <= maximumAttempts && !signal.aborted; attempt++) {
      const { status, error } = await this.attempt(delivery, signal);
      const delivered = status !== null && status >= 200 && status < 300;
      const last = attempt === maximumAttempts || (status !== null && isFinalStatus(status));
      const outcome = delivered ? 'delivered' : last ? 'dropped' : 'retrying';
      this.record(delivery, attempt, { status, outcome, ...(error !== undefined && { error }) });
      attempted();
      if (outcome !== 'retrying') return;
      await wait(retryDelay(attempt, Math.random()) / this.config.SIMULATOR_TIME_SCALE, signal);
    }
  }

  private async attempt(
    delivery: Delivery,
    abandoned: AbortSignal,
  ): Promise<{ status: number | null; error?: string }> {
    const timeout = AbortSignal.timeout(requestTimeoutAt(this.config.SIMULATOR_TIME_SCALE));
    try {
      return { status: await this.client.post({ ...delivery, signal: AbortSignal.any([timeout, abandoned]) }) };
    } catch (error) {
      return { status: null, error: String(error) };
    }
  }

  private record(
    { instance, event, messageId, url }: Delivery,
    attempt: number,
    result: Pick<DeliveryAttempt, 'status' | 'outcome' | 'error'>,
  ): void {
    this.log.add({ instance, event, messageId, url, attempt, at: this.clock.now().toISOString(), ...result });
    if (result.outcome === 'dropped') this.logger.warn('webhook dropped', { instance, event, attempt, ...result });
  }

  private serverUrl(): string {
    return `http://${this.config.SIMULATOR_HOST}:${this.config.SIMULATOR_PORT}`;
  }
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal, ref: false }).catch(() => {});

/** Thousands of chains listen to one signal; that is no leak. */
function unlimitedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
