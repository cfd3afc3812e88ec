import { SimulatorClient } from '@bkcrm/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SimulatorConfig } from '../src/app.config.js';
import { createSimulator } from '../src/simulator.js';
import { WebhookReceiver } from './webhook-receiver.js';

export const company = '5511940001000';
export const maria = '5511987650123';

/** A simulator with the open instance `demo`, whose hook leads to a receiver of the test. */
export class Harness {
  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
    readonly client: SimulatorClient,
    readonly receiver: WebhookReceiver,
  ) {}

  static async start(settings: Partial<SimulatorConfig> = {}): Promise<Harness> {
    const config = Object.assign(new SimulatorConfig(), { SIMULATOR_TIME_SCALE: 500, ...settings });
    const app = await createSimulator(config, false);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return new Harness(app, url, new SimulatorClient(url), await WebhookReceiver.start());
  }

  /** `hook` as in `/webhook/set`; null: none. */
  async prepare(hook: Record<string, unknown> | null = {}): Promise<void> {
    await this.client.reset();
    this.receiver.received.length = 0;
    this.receiver.answer = () => 200;
    await this.client.createInstance({ name: 'demo', phone: company, profileName: 'Padaria Aurora' });
    await this.client.automatic('demo', { serverAckAfterMs: null, deliverAfterMs: null, readAfterMs: null });
    if (hook !== null) await this.setHook(hook);
  }

  async setHook(hook: Record<string, unknown>): Promise<void> {
    const webhook = { enabled: true, url: `${this.receiver.url}/hook`, events: [], ...hook };
    await this.evolution('POST', 'webhook/set/demo', { webhook });
  }

  async evolution(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.url}/${path}`, {
      method,
      headers: { apikey: 'simulator-key', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(1_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('<') ? text : JSON.parse(text) };
  }

  sendText(text: string, number = maria): Promise<{ status: number; body: unknown }> {
    return this.evolution('POST', 'message/sendText/demo', { number, text });
  }

  async stop(): Promise<void> {
    await this.app.close();
    this.receiver.stop();
  }
}
