import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ingestProof } from '@bkcrm/webhook-auth';

const certificates = new URL('../../../test/fixtures/tls/', import.meta.url);
export const certificate = (name: string): string => readFileSync(new URL(`${name}.crt`, certificates), 'utf8');

export interface FakeInstance {
  token: string;
  state: 'open' | 'connecting' | 'close';
  ownerJid: string | null;
  webhook: Record<string, unknown> | null;
  settings: Record<string, boolean>;
  disconnectionCode?: number;
}

export interface Call {
  method: string;
  path: string;
  key: string | undefined;
  body: Record<string, unknown>;
}

const reads = /^(GET|POST \/verify-creds|POST \/chat\/findMessages)/;

/** An Evolution server as far as instances go: it keeps them, and remembers every call. */
export class InstanceServer {
  readonly instances = new Map<string, FakeInstance>();
  readonly calls: Call[] = [];
  apiKey = 'global-key-of-the-server';
  version = '2.3.6';
  storedMessages = 0;
  ingestSecret = 'secret';
  /** Whether what answers at WEBHOOK_PUBLIC_URL is our ingest. */
  ingestIsOurs = true;
  /** Answers everything with a redirect. */
  redirectTo: string | undefined;
  /** Calls whose work is done, but whose answer is lost: `POST /instance/create`. */
  readonly loseAnswersOf: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {
    server.on('request', (request, response) => void this.receive(request, response));
  }

  /** With the name of a certificate it speaks TLS. */
  static async start(certificateName?: string, { port = 0, host = '127.0.0.1' } = {}): Promise<InstanceServer> {
    const server =
      certificateName === undefined
        ? createHttpServer()
        : createHttpsServer({
            key: readFileSync(new URL(`${certificateName}.key`, certificates), 'utf8'),
            cert: certificate(certificateName),
          });
    server.listen(port, host);
    await once(server, 'listening');
    return new InstanceServer(server, certificateName === undefined ? 'http' : 'https');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://localhost:${this.port}`;
  }

  /** What would change something, as `METHOD /path`. */
  get writes(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`).filter((call) => !reads.test(call));
  }

  add(name: string, instance: Partial<FakeInstance> = {}): FakeInstance {
    const added: FakeInstance = {
      token: `token of ${name}`,
      state: 'open',
      ownerJid: '5511940000001@s.whatsapp.net',
      webhook: null,
      settings: { ...defaults },
      ...instance,
    };
    this.instances.set(name, added);
    return added;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<string, unknown>;
    const { method = '' } = request;
    const path = decodeURIComponent(request.url ?? '/').replace(/\?.*/, '');
    if (path === '/webhook/test') {
      const proof = this.ingestIsOurs ? ingestProof(this.ingestSecret, String(body['challenge'])) : 'hello';
      response.end(JSON.stringify({ proof }));
      return;
    }
    this.calls.push({ method, path, key: request.headers['apikey'] as string | undefined, body });
    if (this.redirectTo !== undefined) {
      response.writeHead(307, { location: this.redirectTo }).end('{}');
      return;
    }
    const query = new URL(request.url ?? '/', this.url).searchParams;
    const [status, content] = this.answer(`${method} ${path}`, { body, query, key: request.headers['apikey'] });
    const lost = this.loseAnswersOf.indexOf(`${method} ${path}`);
    if (lost >= 0) {
      this.loseAnswersOf.splice(lost, 1);
      response.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  }

  private answer(
    call: string,
    given: { body: Record<string, unknown>; query: URLSearchParams; key: unknown },
  ): [number, unknown] {
    if (call === 'GET /') return [200, { status: 200, version: this.version }];
    if (call === 'POST /instance/create') return this.create(given.body, given.key);
    const [, action = '', name = ''] = /^\w+ (\/\w+\/\w+)(?:\/(.+))?$/.exec(call) ?? [];
    if (call === 'POST /verify-creds') return given.key === this.apiKey ? [200, {}] : unauthorized;
    if (action === '/instance/fetchInstances') return this.list(given.query.get('instanceName'), given.key);
    const instance = this.instances.get(name);
    if (instance === undefined) return [404, { response: { message: [`The "${name}" instance does not exist`] } }];
    if (given.key !== this.apiKey && given.key !== instance.token) return unauthorized;
    return this.act(action, name, instance, given);
  }

  private create(body: Record<string, unknown>, key: unknown): [number, unknown] {
    const name = String(body['instanceName']);
    if (this.instances.has(name)) return [403, { response: { message: [`This name "${name}" is already in use.`] } }];
    if (key !== this.apiKey) return unauthorized;
    const { byEvents, base64, ...hook } = body['webhook'] as Record<string, unknown>;
    const webhook = { ...hook, enabled: true, webhookByEvents: byEvents, webhookBase64: base64 };
    const settings = Object.fromEntries(Object.keys(defaults).map((field) => [field, body[field] === true]));
    this.add(name, { token: String(body['token']), state: 'close', ownerJid: null, webhook, settings });
    return [201, { instance: { instanceName: name } }];
  }

  private list(name: string | null, key: unknown): [number, unknown] {
    if (key !== this.apiKey) return unauthorized;
    const rows = [...this.instances].filter(([known]) => name === null || known === name);
    if (name !== null && rows.length === 0) return [404, { response: { message: ['not found'] } }];
    return [
      200,
      rows.map(([known, instance]) => ({
        name: known,
        connectionStatus: instance.state,
        ownerJid: instance.ownerJid,
        integration: 'WHATSAPP-BAILEYS',
        disconnectionReasonCode: instance.disconnectionCode ?? null,
        token: instance.token,
        _count: { Message: this.storedMessages },
      })),
    ];
  }

  private act(
    action: string,
    name: string,
    instance: FakeInstance,
    { body, query }: { body: Record<string, unknown>; query: URLSearchParams },
  ): [number, unknown] {
    if (action === '/instance/connectionState')
      return [200, { instance: { instanceName: name, state: instance.state } }];
    if (action === '/instance/connect') {
      instance.state = 'connecting';
      const pairingCode = query.has('number') ? 'ABCD1234' : null;
      return [200, { pairingCode, code: '2@code', base64: 'data:image/png;base64,AAAA', count: 1 }];
    }
    if (action === '/instance/restart')
      return instance.state === 'close'
        ? [200, { error: true, message: '[object Object]' }]
        : [200, { instance: { instanceName: name, state: instance.state } }];
    if (action === '/instance/delete') {
      this.instances.delete(name);
      return [200, { status: 'SUCCESS' }];
    }
    if (action === '/settings/find') return [200, instance.settings];
    if (action === '/settings/set') {
      instance.settings = body as Record<string, boolean>;
      return [201, {}];
    }
    if (action === '/webhook/find') return [200, instance.webhook];
    if (action === '/webhook/set') {
      const { byEvents, base64, ...row } = body['webhook'] as Record<string, unknown>;
      instance.webhook = { ...row, webhookByEvents: byEvents, webhookBase64: base64 };
      return [201, instance.webhook];
    }
    if (action === '/chat/findMessages') return [200, { messages: { total: 0, pages: 0, records: [] } }];
    if (action === '/message/sendText')
      return [201, { key: { id: `3EB0${this.calls.length}`, remoteJid: body['number'] } }];
    return [404, {}];
  }
}

const defaults = {
  rejectCall: false,
  groupsIgnore: false,
  alwaysOnline: false,
  readMessages: true,
  readStatus: false,
  syncFullHistory: false,
};

const unauthorized: [number, unknown] = [401, { status: 401, response: { message: 'Unauthorized' } }];
