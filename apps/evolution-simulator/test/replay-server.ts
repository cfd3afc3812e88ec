import { SimulatorClient } from '@bkcrm/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatorConfig } from '../src/app.config.js';
import { createSimulator } from '../src/simulator.js';

/** A recorded call of a real Evolution API 2.3.6. */
export interface Exchange {
  case: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: unknown; rawBody?: string };
  response: { status: number; body: unknown };
}

const folder = new URL('../../../test/fixtures/evolution/rest/', import.meta.url);
const globalKey = 'EXAMPLE-GLOBAL-API-KEY';

export const exchanges: Exchange[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Exchange);

/** A simulator in this process, and a server that answers 404, where the recordings had their receiver of webhooks. */
export class Server {
  private constructor(
    private readonly app: NestExpressApplication,
    private readonly receiver: HttpServer,
    readonly url: string,
    readonly receiverAddress: string,
    readonly client: SimulatorClient,
  ) {}

  static async start(): Promise<Server> {
    const receiver = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const config = Object.assign(new SimulatorConfig(), { SIMULATOR_API_KEY: globalKey, SIMULATOR_TIME_SCALE: 200 });
    const app = await createSimulator(config, false);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const { port } = receiver.address() as AddressInfo;
    return new Server(app, receiver, url, `127.0.0.1:${port}`, new SimulatorClient(url));
  }

  async stop(): Promise<void> {
    await this.app.close();
    this.receiver.closeAllConnections();
    this.receiver.close();
  }

  /** The state the recording began with: the linked instance `zap`, and the people it wrote to. */
  async prepare(): Promise<void> {
    await this.client.reset();
    await this.client.person({ phone: '5511988887777', name: 'Maria', lid: '133148154562373@lid' });
    await this.client.createInstance({
      name: 'zap',
      phone: '5511999990000',
      profileName: 'Loja Teste',
      token: 'C009737E-70E3-4526-A3F8-14CB0BD26A05',
    });
  }

  recorded(name: string): Exchange {
    const found = exchanges.find((exchange) => exchange.case === name);
    if (found === undefined) throw new Error(`no recording ${name}`);
    return found;
  }

  async evolution(method: string, path: string, body?: object): Promise<void> {
    const headers = { apikey: globalKey, 'content-type': 'application/json' };
    const answer = await fetch(this.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  }

  async control(method: string, path: string): Promise<void> {
    await fetch(`${this.url}/control/${path}`, { method });
  }

  async replay({ case: name, request }: Exchange): Promise<{ status: number; text: string }> {
    if (name === 'sendMedia-multipart') return this.replayUpload(request);
    const body = request.rawBody ?? (request.body === null ? undefined : JSON.stringify(request.body));
    const answer = await fetch(this.url + request.path, {
      method: request.method,
      headers: request.headers,
      ...(body !== undefined && { body: body.replaceAll('127.0.0.1:9900', this.receiverAddress) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  /** The recording is text and lost the bytes of its picture: the form is built again with those of another recording. */
  private async replayUpload({ path }: Exchange['request']): Promise<{ status: number; text: string }> {
    const { media } = this.recorded('sendMedia-image-base64').request.body as { media: string };
    const form = new FormData();
    form.set('number', '5511988887777');
    form.set('mediatype', 'image');
    form.set('caption', 'enviada');
    form.set('file', new Blob([Buffer.from(media, 'base64')], { type: 'image/jpeg' }), 'foto.jpg');
    const answer = await fetch(this.url + path, { method: 'POST', headers: { apikey: globalKey }, body: form });
    return { status: answer.status, text: await answer.text() };
  }
}
