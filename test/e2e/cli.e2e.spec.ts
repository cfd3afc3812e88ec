import { startProcess } from '@bkcrm/testing';
import { describe, expect, it } from 'vitest';
import { administrator, login, webhookSecret, withSystem } from './system.js';

interface Outcome {
  status: unknown;
  /** Everything it printed. */
  text: string;
}

describe('bkcrm, the command line', () => {
  const system = withSystem({ instances: ['linked'] });

  const administration = (service: 'webhook-ingest' | 'ticket', path = ''): string =>
    system.current.administrationUrl(service, path);

  async function bkcrm(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
    const running = await startProcess({
      name: 'bkcrm',
      args: ['dist/apps/cli/src/main.js', ...args],
      env: {
        BKCRM_URL: system.current.urls.gateway,
        BKCRM_ADMIN_EMAIL: administrator.email,
        BKCRM_ADMIN_PASSWORD: administrator.password,
        ...env,
      },
    });
    return { status: await running.exit(), text: running.log.trim() };
  }

  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${system.current.urls.gateway}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  async function json<T>(...args: string[]): Promise<T> {
    const { status, text } = await bkcrm([...args, '--json']);
    expect([status, text]).toEqual([0, expect.stringMatching(/^\{.*\}$/)]);
    return JSON.parse(text) as T;
  }

  it('makes an administrator, who chooses a password by the link and can log in', async () => {
    const made = await json<{ id: string; link: string }>(
      'administrators',
      'create',
      'bia@example.com',
      '--name',
      'Bia',
    );
    const token = new URL(made.link).hash.replace('#token=', '');
    expect((await post('/auth/reset-password', { token, password: 'chosen by Bia' })).status).toBe(204);
    const answer = await post('/auth/login', { email: 'bia@example.com', password: 'chosen by Bia' });
    expect(await answer.json()).toMatchObject({ agent: { id: made.id, role: 'administrator' } });
    const { items } = await json<{ items: { email: string }[] }>('agents', 'list');
    expect(items.map(({ email }) => email)).toEqual(expect.arrayContaining([administrator.email, 'bia@example.com']));
  });

  it('makes departments and shows numbers, as a table or as JSON', async () => {
    const sales = await json<{ id: string }>('departments', 'create', 'Sales');
    const { text } = await bkcrm(['departments', 'list']);
    expect(text.split('\n')[0]).toMatch(/^id +name$/);
    expect(text).toContain(`${sales.id}  Sales`);
    const { items } = await json<{ items: object[] }>('numbers', 'list');
    expect(items).toMatchObject([{ name: 'linked', instanceName: 'linked', state: 'open' }]);
  });

  it('tells what webhook-ingest keeps, and feeds its journal in again', async () => {
    const spool = await json<object>('spool', 'status', '--admin', administration('webhook-ingest'));
    expect(spool).toMatchObject({ accepting: true, broker: 'up', writable: true, records: 0 });
    await system.current.post('messages.upsert', 'linked', {
      key: { remoteJid: '5511987650001@s.whatsapp.net', fromMe: false, id: '3EB0CLI1' },
      messageType: 'conversation',
      message: { conversation: 'kept' },
      messageTimestamp: Math.floor(Date.now() / 1000),
    });
    const environment = system.current.environment('webhook-ingest');
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const { status, text } = await bkcrm(['journal', 'replay', '--from', from, '--dry-run', '--json'], environment);
    expect(status).toBe(0);
    expect(JSON.parse(text)).toEqual({
      result: expect.stringMatching(/^[1-9]\d* webhooks would be replayed/) as unknown,
    });
  });

  it('checks the system as the doctor does', async () => {
    const { healthy, checks } = await json<{ healthy: boolean; checks: { name: string; state: string }[] }>(
      'doctor',
      '--ingest',
      system.current.urls.ingest,
      '--admin',
      `ticket=${administration('ticket')}`,
    );
    expect(healthy).toBe(true);
    const passed = checks.filter(({ state }) => state === 'passed').map(({ name }) => name);
    expect(passed).toEqual(['ticket', 'database', 'broker', 'webhooks', 'sign-in', 'live connection']);
  });

  it('ends its sessions', async () => {
    const token = await login(system.current);
    const response = await fetch(`${system.current.urls.gateway}/api/v1/sessions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = (await response.json()) as { items: { userAgent: string | null }[] };
    const before = items.length;
    await json('numbers', 'list');
    const again = await fetch(`${system.current.urls.gateway}/api/v1/sessions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(((await again.json()) as { items: object[] }).items).toHaveLength(before);
  });

  it('says in one line what is wrong, and fails', async () => {
    const wrong = await bkcrm(['agents', 'list', '--json'], { BKCRM_ADMIN_PASSWORD: 'not the password' });
    expect(wrong.status).toBe(1);
    expect(JSON.parse(wrong.text)).toMatchObject({ error: { code: 'auth.invalid-credentials' } });
    const nobody = await bkcrm(['agents', 'list'], { BKCRM_ADMIN_PASSWORD: '' });
    expect([nobody.status, nobody.text.split('\n')]).toEqual([1, [expect.stringContaining('nobody to log in as')]]);
    const away = await bkcrm(['agents', 'list'], { BKCRM_URL: 'http://127.0.0.1:1' });
    expect([away.status, away.text]).toEqual([1, 'http://127.0.0.1:1 does not answer']);
    const broken = await bkcrm(['journal', 'replay', '--from', 'yesterday'], { WEBHOOK_SECRETS: webhookSecret });
    expect(broken.status).toBe(1);
    expect((await bkcrm(['nonsense'])).status).toBe(1);
  });
});
