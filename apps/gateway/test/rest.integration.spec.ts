import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentResource } from '@bkcrm/contracts';
import { CreateAgentRequest, SendMessageRequest, UpdateTicketRequest } from '@bkcrm/contracts';
import { RequestRefused } from '@bkcrm/messaging';
import { v4 as randomId, v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answers } from './fake-ticket.js';
import { withGateway } from './gateway-harness.js';
import { onlyDepartment } from './seed.js';

const gateway = withGateway();
let sales: string;
let support: string;
let ana: string;
let boss: string;
let salesTicket: Awaited<ReturnType<typeof gateway.seed.ticket>>;
let supportTicket: Awaited<ReturnType<typeof gateway.seed.ticket>>;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  support = await gateway.seed.department('Support');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
  await gateway.setPassword(ana, 'correct horse');
  salesTicket = await gateway.seed.ticket(sales);
  supportTicket = await gateway.seed.ticket(support);
});
afterEach(() => answers.clear());

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

async function problem(response: Response): Promise<{ status: number; code: unknown }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = await json(response);
  expect(body['status']).toBe(response.status);
  return { status: response.status, code: body['code'] };
}

const logIn = (email: string, password: string): Promise<Response> =>
  gateway.fetch(undefined, '/api/v1/auth/login', { json: { email, password } });

describe('logging in', () => {
  it('answers a token that opens what needs one', async () => {
    const answer = await json(await logIn('Ana@example.com', 'correct horse'));
    expect(answer).toMatchObject({ agent: { id: ana, role: 'agent', departmentIds: [sales], active: true } });
    const me = await fetch(`${gateway.gateway.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${String(answer['accessToken'])}` },
    });
    expect(await json(me)).toEqual(answer['agent']);
  });

  it('answers the same to a wrong password and an unknown address', async () => {
    const [wrong, unknown] = await Promise.all([logIn('ana@example.com', 'x'), logIn('nobody@example.com', 'x')]);
    expect(await wrong.text()).toBe(await unknown.text());
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
  });

  it('makes whoever guesses wait', async () => {
    let last = await logIn('guessed@example.com', 'x');
    for (let attempt = 0; attempt < 11 && last.status === 401; attempt += 1)
      last = await logIn('guessed@example.com', 'x');
    expect(last.headers.get('retry-after')).toBe('1');
    expect(await problem(last)).toEqual({ status: 429, code: 'auth.too-many-attempts' });
  });

  it('ends with the agent: a disabled one is refused within seconds, however valid the token', async () => {
    const gone = await gateway.seed.agent('gone@example.com', 'agent');
    const token = await gateway.tokenOf(gone);
    await gateway.seed.query('UPDATE ticket.agent SET active = false WHERE id = $1', [gone]);
    const response = await fetch(`${gateway.gateway.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await problem(response)).toEqual({ status: 401, code: 'auth.invalid-token' });
  });

  it.each(['/api/v1/me', '/api/v1/tickets', '/api/v1/agents', '/api/v1/events', `/api/v1/attachments/${uuid()}`])(
    'is needed for %s',
    async (path) => {
      expect(await problem(await gateway.fetch(undefined, path))).toEqual({ status: 401, code: 'auth.invalid-token' });
    },
  );
});

describe('reading', () => {
  it('shows an agent the tickets of their departments, and says where the event log stood', async () => {
    const response = await gateway.fetch(ana, '/api/v1/tickets?status=pending,open&limit=10');
    const { items } = (await response.json()) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual([salesTicket.id]);
    expect(response.headers.get('x-event-epoch')).toBe(`${await gateway.seed.databaseEpoch()}.1`);
    expect(response.headers.get('x-event-seq')).toMatch(/^\d+$/);
  });

  it('knows nothing of a ticket of another department', async () => {
    for (const path of ['', '/messages']) {
      const response = await gateway.fetch(ana, `/api/v1/tickets/${supportTicket.id}${path}`);
      expect(await problem(response)).toEqual({ status: 404, code: 'ticket.not-found' });
    }
    expect((await gateway.fetch(boss, `/api/v1/tickets/${supportTicket.id}`)).status).toBe(200);
  });

  it('answers the messages of a ticket', async () => {
    const page = await json(await gateway.fetch(ana, `/api/v1/tickets/${salesTicket.id}/messages`));
    expect(page).toMatchObject({
      items: [{ id: salesTicket.messageId, direction: 'in', text: 'hello' }],
      nextCursor: null,
    });
  });

  it('answers lists of numbers, departments and agents', async () => {
    for (const path of ['numbers', 'departments', 'agents']) {
      const page = await json(await gateway.fetch(ana, `/api/v1/${path}`));
      expect(page).toMatchObject({ nextCursor: null });
      expect((page['items'] as unknown[]).length).toBeGreaterThan(0);
    }
  });

  it('answers events with the same rule as over a socket', async () => {
    const [, hidden, left] = await gateway.seed.events(
      {},
      { audienceBefore: null, audienceAfter: onlyDepartment(support) },
      { audienceBefore: onlyDepartment(sales), audienceAfter: onlyDepartment(support) },
    );
    const last = left?.seq ?? 0;
    const list = await json(await gateway.fetch(ana, `/api/v1/events?after=${last - 3}`));
    expect(list).toMatchObject({
      head: last,
      position: last,
      items: [
        { seq: last - 2, type: 'ticket.updated' },
        { seq: last, type: 'ticket.removed', data: { id: left?.ticketId } },
      ],
    });
    expect(hidden?.seq).toBe(last - 1);
    const page = await json(await gateway.fetch(boss, `/api/v1/events?after=${last - 3}&limit=1`));
    expect(page).toMatchObject({ head: last, position: last - 2 });
    const ahead = await gateway.fetch(ana, `/api/v1/events?after=${last + 1}`);
    expect(await problem(ahead)).toEqual({ status: 409, code: 'events.ahead' });
  });
});

describe('what is not valid', () => {
  it.each([
    ['/api/v1/tickets?limit=0', 'limit'],
    ['/api/v1/tickets?status=lost', 'status'],
    ['/api/v1/tickets?assigneeId=me', 'assigneeId'],
    ['/api/v1/tickets?colour=red', 'colour'],
    ['/api/v1/tickets/1', 'id'],
  ])('%s is answered with the field %s', async (path, field) => {
    const response = await gateway.fetch(boss, path);
    const body = (await response.json()) as { code: string; details: { fields: Record<string, string[]> } };
    expect(response.status).toBe(400);
    expect(body.code).toBe('request.invalid');
    expect(Object.keys(body.details.fields)).toEqual([field]);
  });

  it('is a cursor that no list gave', async () => {
    const response = await gateway.fetch(boss, '/api/v1/tickets?cursor=x');
    expect(await problem(response)).toEqual({ status: 400, code: 'cursor.invalid' });
  });

  it('is an address where there is nothing', async () => {
    for (const path of ['/api/v1/nothing', '/webhook/nothing', '/nothing.js'])
      expect(await problem(await gateway.fetch(boss, path))).toEqual({ status: 404, code: 'route.not-found' });
    const posted = await gateway.fetch(boss, '/api/v1/nothing', { json: {} });
    expect(await problem(posted)).toEqual({ status: 404, code: 'route.not-found' });
  });

  it('is a body that is no JSON', async () => {
    const response = await gateway.fetch(undefined, '/api/v1/auth/login', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(await problem(response)).toEqual({ status: 400, code: 'request.malformed' });
  });
});

const path = (): string => `/api/v1/tickets/${salesTicket.id}/messages`;

describe('writing', () => {
  it('hands a message to the ticket service, with the key as its client id', async () => {
    const asked: SendMessageRequest[] = [];
    answers.set(SendMessageRequest.type, (request: SendMessageRequest) => {
      asked.push(request);
      return { id: 'm1', clientId: request.clientId };
    });
    const key = randomId();
    const first = await gateway.fetch(ana, path(), { json: { text: 'hi' }, headers: { 'idempotency-key': key } });
    const second = await gateway.fetch(ana, path(), { json: { text: 'hi', clientId: key } });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await first.text()).toBe(await second.text());
    expect(asked).toEqual([1, 2].map(() => ({ actorId: ana, ticketId: salesTicket.id, clientId: key, text: 'hi' })));
  });

  it('refuses a key and a client id that differ, and a key that is no UUID', async () => {
    const differ = { json: { text: 'hi', clientId: randomId() }, headers: { 'idempotency-key': randomId() } };
    const noUuid = { json: { text: 'hi' }, headers: { 'idempotency-key': 'x' } };
    for (const init of [differ, noUuid])
      expect(await problem(await gateway.fetch(ana, path(), init))).toEqual({ status: 400, code: 'request.invalid' });
  });

  it('passes on why the ticket service refuses', async () => {
    answers.set(UpdateTicketRequest.type, () => {
      throw new RequestRefused('ticket.version-conflict', 409, 'the ticket has changed since', { current: 7 });
    });
    const response = await gateway.fetch(ana, `/api/v1/tickets/${salesTicket.id}`, {
      method: 'PATCH',
      json: { version: 3, assigneeId: null },
    });
    expect(await response.json()).toMatchObject({
      code: 'ticket.version-conflict',
      status: 409,
      details: { current: 7 },
    });
  });

  it('keeps the password of an agent whom the ticket service has made, also when the first attempt was cut off', async () => {
    const id = randomId();
    const agent = { email: 'rui@example.com', name: 'rui@example.com', role: 'agent', departmentIds: [] };
    answers.set(CreateAgentRequest.type, () => {
      throw new RequestRefused('agent.exists', 409, 'an agent with this e-mail address exists');
    });
    await gateway.seed.query('INSERT INTO ticket.agent (id, email, name, role) VALUES ($1, $2, $3, $4)', [
      id,
      agent.email,
      agent.name,
      agent.role,
    ]);
    const create = (password: string): Promise<Response> =>
      gateway.fetch(boss, '/api/v1/agents', { json: { ...agent, password }, headers: { 'idempotency-key': id } });
    expect((await json(await create('first password')))['id']).toBe(id);
    expect((await create('other password')).status).toBe(201);
    expect((await logIn(agent.email, 'first password')).status).toBe(200);
    const again = await gateway.fetch(boss, '/api/v1/agents', { json: { ...agent, password: 'other password' } });
    expect(await problem(again)).toEqual({ status: 409, code: 'agent.exists' });
  });

  it('answers an agent as the ticket service made them', async () => {
    answers.set(CreateAgentRequest.type, ({ email, name, role, departmentIds }: CreateAgentRequest): AgentResource => {
      return { id: uuid(), email, name, role, departmentIds, active: true };
    });
    const json = {
      email: 'eva@example.com',
      name: 'Eva',
      role: 'agent',
      departmentIds: [sales],
      password: 'long enough',
    };
    const response = await gateway.fetch(boss, '/api/v1/agents', { json });
    expect(response.status).toBe(201);
    expect(await response.text()).not.toContain('long enough');
  });
});

describe('attachments', () => {
  it('are given to whoever may see the ticket, whole or in part, and never run', async () => {
    await mkdir(join(gateway.mediaFolder, 'media'));
    await writeFile(join(gateway.mediaFolder, 'media', 'page'), '<script>alert(1)</script>');
    const id = await gateway.seed.attachment(salesTicket.messageId, 'media/page', 'text/html', 'página.html');
    const whole = await gateway.fetch(ana, `/api/v1/attachments/${id}`);
    expect(await whole.text()).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="p_gina.html"; filename*=UTF-8''p%C3%A1gina.html`,
      'x-content-type-options': 'nosniff',
    });
    const part = await gateway.fetch(ana, `/api/v1/attachments/${id}`, { headers: { range: 'bytes=1-6' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 1-6/25',
      'script',
    ]);
    const beyond = await gateway.fetch(ana, `/api/v1/attachments/${id}`, { headers: { range: 'bytes=25-' } });
    expect(beyond.status).toBe(416);
    const hidden = await gateway.seed.attachment(supportTicket.messageId, 'media/page', 'text/html', 'x');
    const response = await gateway.fetch(ana, `/api/v1/attachments/${hidden}`);
    expect(await problem(response)).toEqual({ status: 404, code: 'attachment.not-found' });
  });
});

describe('what needs no token', () => {
  it('is health, with the fields that pages of the earlier system read', async () => {
    const health = await json(await gateway.fetch(undefined, '/webhook/health'));
    expect(health).toMatchObject({
      status: 'healthy',
      websocket: { enabled: true, connections: 0, activeTickets: 0 },
      evolution: { connected: false, instances: 2 },
    });
    const stats = await json(await gateway.fetch(undefined, '/webhook/ws-stats'));
    expect(stats).toEqual({ totalConnections: 0, activeTickets: 0, connectionsByTicket: {} });
  });

  it('is the description of the interface', async () => {
    const document = await json(await gateway.fetch(undefined, '/api/docs-json'));
    expect(Object.keys(document['paths'] as object)).toContain('/api/v1/tickets/{id}/messages');
    expect((await gateway.fetch(undefined, '/api/docs')).status).toBe(200);
  });

  it('is the console: its page at every address of its own, its hashed files for good', async () => {
    const page = { headers: { accept: 'text/html' } };
    expect((await gateway.fetch(undefined, '/', page)).status).toBe(503);
    await mkdir(join(gateway.config.CONSOLE_DIR, 'assets'), { recursive: true });
    await writeFile(join(gateway.config.CONSOLE_DIR, 'index.html'), '<title>BKCRM</title>');
    await writeFile(join(gateway.config.CONSOLE_DIR, 'assets', 'app-1a2b.js'), 'run()');
    for (const path of ['/', '/tickets/1']) {
      const response = await gateway.fetch(undefined, path, page);
      expect(await response.text()).toContain('BKCRM');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    const file = await gateway.fetch(undefined, '/assets/app-1a2b.js');
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect((await gateway.fetch(undefined, '/api/v1/nothing', page)).status).toBe(404);
  });

  it('may be asked by listed pages only', async () => {
    const asked = await gateway.fetch(undefined, '/webhook/health', { headers: { origin: 'https://evil.example' } });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});
