import { eventually, findInTables } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, login, webhookSecret, withSystem } from './system.js';
import type { ServiceName } from './system.js';

const instance = 'loja';
const services: ServiceName[] = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'];
const schemas = ['ticket', 'sender', 'gateway'];

/** What only the person and the company know. */
const said = {
  phone: '5511987650123',
  name: 'Zuleica Canario',
  text: 'canary-text-of-the-customer',
  reply: 'canary-reply-of-the-agent',
  failed: 'canary-reply-that-fails',
  broken: 'canary-text-that-nobody-understands',
  refused: 'canary-text-with-a-wrong-secret',
};
/** Nobody can tell whose this is. */
const noJson = 'canary-text-that-is-no-json';
/** What opens something. */
const opens = {
  secretsKey: 'canary-secrets-key-of-at-least-32-characters',
  tokenKey: 'canary-token-key-that-is-long-enough',
  wrongPassword: 'canary-wrong-password',
  wrongSecret: 'canary-wrong-webhook-secret',
  inBody: 'canary-apikey-in-a-body',
};

describe('personal data and secrets', () => {
  const system = withSystem({
    instances: [instance],
    env: {
      'evolution-sender': { SECRETS_KEY: opens.secretsKey, LOG_LEVEL: 'debug' },
      gateway: { TOKEN_KEY: opens.tokenKey, LOG_LEVEL: 'debug' },
      ticket: { LOG_LEVEL: 'debug', ECHO_CLAIM_SECONDS: '1' },
      'webhook-ingest': { LOG_LEVEL: 'debug' },
    },
  });
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  let accessToken: string;
  let apiToken: string;
  let contactId: string;

  const auditor = () => new Auditor(system.current.databaseUrl);
  const call = async (path: string, json?: unknown): Promise<Response> =>
    fetch(`${system.current.urls.gateway}/api/v1${path}`, {
      method: json === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  const secrets = (): string[] => [
    ...Object.values(opens),
    webhookSecret,
    administrator.password,
    system.current.simulatorKey,
    accessToken,
    apiToken,
  ];
  const reply = async (ticketId: string, text: string): Promise<{ id: string }> => {
    const answer = await call(`/tickets/${ticketId}/messages`, { clientId: uuid(), text });
    return (await answer.json()) as { id: string };
  };
  const statusOf = async (id: string): Promise<string | undefined> => {
    const [row] = await auditor().query<{ status: string }>('SELECT status FROM ticket.message WHERE id = $1', [id]);
    return row?.status;
  };

  /** Everything that can happen, with everything that can go wrong. */
  beforeAll(async () => {
    const { simulator, urls } = system.current;
    accessToken = await login(system.current);
    const issued = await call('/api-tokens', { name: 'a program', permissions: ['tickets.read'], departmentIds: null });
    apiToken = ((await issued.json()) as { token: string }).token;
    await simulator.person({ phone: said.phone, name: said.name });
    await simulator.customerSends({ instance, phone: said.phone, text: said.text });
    await simulator.customerSends({ instance, phone: said.phone, kind: 'image', text: said.text });
    await eventually(
      async () => {
        const [row] = await auditor().query<{ id: string; contactId: string }>(
          `SELECT t.id, t.contact_id AS "contactId" FROM ticket.ticket t JOIN ticket.message m ON m.ticket_id = t.id
           JOIN ticket.attachment f ON f.message_id = m.id WHERE f.state = 'stored'`,
        );
        expect(row).toBeDefined();
        contactId = row?.contactId ?? '';
      },
      { timeout: 30_000 },
    );
    const [ticket] = await auditor().query<{ id: string }>('SELECT id FROM ticket.ticket');
    const sent = await reply(ticket?.id ?? '', said.reply);
    await eventually(async () => expect(await statusOf(sent.id)).toMatch(/^(sent|delivered|read)$/), {
      timeout: 30_000,
    });
    const body = { status: 400, error: said.failed, response: { message: [{ exists: false, number: said.phone }] } };
    await simulator.fault({ action: 'respond', endpoint: 'message/sendText', status: 400, times: 1, body });
    const failing = await reply(ticket?.id ?? '', said.failed);
    await eventually(async () => expect(await statusOf(failing.id)).toBe('failed'), { timeout: 30_000 });
    // What nobody understands, what a wrong secret brings, what no JSON is, a key in a body.
    await system.current.post('messages.upsert', instance, {
      key: {},
      message: {},
      text: said.broken,
      from: `${said.phone}@s.whatsapp.net`,
    });
    const post = (secret: string, body: string): Promise<Response> =>
      fetch(`${urls.ingest}/webhook/evolution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-secret': secret },
        body,
      });
    const webhook = { event: 'presence.update', instance, apikey: opens.inBody, data: { id: said.phone } };
    await post(opens.wrongSecret, JSON.stringify({ ...webhook, data: { text: said.refused } }));
    await post(webhookSecret, JSON.stringify(webhook));
    await post(webhookSecret, `{"event":"messages.upsert","data":${noJson}`);
    await post(webhookSecret, JSON.stringify({ ...webhook, instance: 'nobody', event: 'messages.upsert' }));
    await fetch(`${urls.gateway}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: administrator.email, password: opens.wrongPassword }),
    });
    await call(`/tickets/${ticket?.id}/messages`, { clientId: 'no uuid', text: said.failed });
    await fetch(`${urls.gateway}/api/v1/tickets`, { headers: { authorization: `Bearer ${apiToken}` } });
    await eventually(async () => expect(await auditor().deadLetters()).not.toEqual([]), { timeout: 30_000 });
    await eventually(
      async () => expect(await auditor().query('SELECT 1 FROM ticket.quarantined_event')).not.toEqual([]),
      { timeout: 30_000 },
    );
  });

  it('are in no log, and every line of one is JSON', () => {
    const shown = [...secrets(), ...Object.values(said), noJson];
    for (const name of services) {
      const { log } = system.current.process(name);
      expect(log.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
      expect({ name, found: shown.filter((canary) => log.includes(canary)) }).toEqual({ name, found: [] });
    }
  });

  it('are in no metrics', async () => {
    for (const name of services) {
      const text = await (await system.current.administration(name, '/metrics')).text();
      const found = [...secrets(), ...Object.values(said), noJson].filter((canary) => text.includes(canary));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });

  it('secrets are in no queue, and in no table', async () => {
    const queues = await system.current.queues();
    expect(queues).toContain('ticket.inbound-p0');
    for (const queue of queues) {
      for (const { content, headers } of await system.current.queued(queue)) {
        const text = `${content.toString()} ${JSON.stringify(headers)}`;
        expect({ queue, found: secrets().filter((secret) => text.includes(secret)) }).toEqual({ queue, found: [] });
      }
    }
    expect(await findInTables(system.current.databaseUrl, schemas, secrets())).toEqual([]);
  });

  it('are gone when the person is erased, and a replay of the journal brings nobody back', async () => {
    const traces = Object.values(said);
    expect(await findInTables(system.current.databaseUrl, schemas, traces)).not.toEqual([]);
    const answer = await call(`/contacts/${contactId}/erasure`, { reason: 'asked for by the person' });
    expect(answer.status).toBe(202);
    const stands = async (): Promise<{ state: string; error: string | null }> =>
      (await (await call(`/contacts/${contactId}/erasure`)).json()) as { state: string; error: string | null };
    // A file that was put just now is waited for.
    await eventually(async () => expect(await stands()).toMatchObject({ state: 'done' }), {
      timeout: 60_000,
      every: 500,
    });
    expect(await findInTables(system.current.databaseUrl, schemas, traces)).toEqual([]);
    await system.current.run('webhook-ingest', 'replay-journal', '--from', startedAt);
    await eventually(async () => expect(await system.current.queued('ticket.inbound-p0')).toEqual([]));
    await eventually(async () => expect(await auditor().deadLetters()).not.toEqual([]));
    expect(await auditor().query('SELECT id FROM ticket.message')).toEqual([]);
    expect(await auditor().query('SELECT id FROM ticket.contact')).toEqual([]);
    const ledger = (await (await call('/ledger')).json()) as { items: { received: { difference: number } }[] };
    expect(ledger.items.filter(({ received }) => received.difference !== 0)).toEqual([]);
  });
});
