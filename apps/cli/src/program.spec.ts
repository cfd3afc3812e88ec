import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bkcrmProgram } from './program.js';

describe('the commands that only pass on', () => {
  const calls: { call: string; body: unknown; token: string | undefined }[] = [];
  let answer: object;
  const gateway = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      calls.push({
        call: `${request.method} ${request.url}`,
        body: text === '' ? undefined : JSON.parse(text),
        token: request.headers.authorization,
      });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  let url: string;

  beforeAll(async () => {
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    process.env['BKCRM_TOKEN'] = 'a-token';
  });
  afterAll(() => {
    delete process.env['BKCRM_TOKEN'];
    gateway.close();
  });
  beforeEach(() => {
    calls.splice(0);
    answer = { id: 'b1', items: [{ id: 'l1', reason: 'broken' }], nextCursor: null };
  });

  async function run(...args: string[]): Promise<string> {
    const lines: string[] = [];
    await bkcrmProgram((line) => lines.push(line)).parseAsync(['--url', url, ...args], { from: 'user' });
    return lines.join('\n');
  }

  it.each([
    ['letters list ticket --limit 5', 'GET /api/v1/letters/ticket?limit=5', undefined],
    ['letters show sender l1', 'GET /api/v1/letters/sender/l1', undefined],
    ['letters replay quarantine l1 l2', 'POST /api/v1/letters/quarantine/replay', { ids: ['l1', 'l2'] }],
    ['letters discard ticket l1 --reason old', 'POST /api/v1/letters/ticket/discard', { ids: ['l1'], reason: 'old' }],
    ['backups list', 'GET /api/v1/backups', undefined],
    ['backups make', 'POST /api/v1/backups', { kind: 'full' }],
    ['backups make --day 2026-11-24', 'POST /api/v1/backups', { kind: 'daily', day: '2026-11-24' }],
    ['backups prove b1', 'POST /api/v1/backups/b1/proof', {}],
    ['notices', 'GET /api/v1/notices', undefined],
    ['numbers connect n1 --phone 5511940001000', 'POST /api/v1/numbers/n1/connect', { phone: '5511940001000' }],
    [
      'numbers back-fill n1 --since 2026-11-24T00:00Z',
      'POST /api/v1/numbers/n1/back-fill',
      { since: '2026-11-24T00:00Z' },
    ],
    [
      'numbers adopt Sales --instance sales',
      'POST /api/v1/numbers',
      { name: 'Sales', origin: 'adopted', instanceName: 'sales' },
    ],
  ])('%s', async (line, call, body) => {
    await run(...line.split(' '));
    // A token is used as it is: there is no session to open or to end.
    expect(calls).toEqual([{ call, body, token: 'Bearer a-token' }]);
  });

  it('system shows a row for each replica, and one for a service that was never heard', async () => {
    answer = {
      services: [
        { name: 'ticket', replicas: [{ host: 'a', state: 'ready', failing: [{ check: 'broker' }] }] },
        { name: 'gateway', replicas: [] },
      ],
    };
    expect(await run('system')).toMatch(/^service .*\nticket +a .*ready +broker.*\ngateway .*never heard/);
    expect(JSON.parse(await run('--json', 'system'))).toEqual(answer);
  });

  it('answer a table, or what the gateway said', async () => {
    expect(await run('letters', 'list', 'ticket')).toMatch(/^id +arrivedAt.*\nl1 .*broken$/);
    expect(JSON.parse(await run('--json', 'letters', 'list', 'ticket'))).toMatchObject({ nextCursor: null });
  });
});
