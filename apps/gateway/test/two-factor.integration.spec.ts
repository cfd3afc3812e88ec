import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
const password = 'correct horse';
let count = 0;
let id: string;
let email: string;

beforeEach(async () => {
  count += 1;
  email = `agent${count}@example.com`;
  id = await gateway.seed.agent(email, 'agent');
  await gateway.setPassword(id, password);
});

const logIn = (code?: string): Promise<Response> =>
  gateway.fetch(undefined, '/api/v1/auth/login', { json: { email, password, code } });
const twoFactor = (step: string, json: unknown): Promise<Response> =>
  gateway.fetch(id, `/api/v1/two-factor/${step}`, { json });

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code?: unknown }).code;
}

/** What an authenticator app shows, so many steps from now. */
function appOf(uri: string): (steps?: number) => string {
  const secret = Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '');
  const totp = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 });
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
}

async function enrol(): Promise<{ app: (steps?: number) => string; recoveryCodes: string[] }> {
  const { uri } = (await (await twoFactor('enrol', { password })).json()) as { uri: string };
  const app = appOf(uri);
  const confirmed = await twoFactor('confirm', { code: app(-1) });
  expect(confirmed.status).toBe(200);
  return { app, ...((await confirmed.json()) as { recoveryCodes: string[] }) };
}

describe('a second factor', () => {
  it('is asked for once it was confirmed, and each code is good once', async () => {
    expect(await codeOf(await twoFactor('enrol', { password: 'wrong' }))).toBe('auth.wrong-password');
    expect((await logIn()).status).toBe(200);
    const { app } = await enrol();
    expect(await codeOf(await logIn())).toBe('auth.code-required');
    expect(await codeOf(await logIn('000000'))).toBe('auth.invalid-code');
    const code = app(1);
    const both = await Promise.all([logIn(code), logIn(code)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
  });

  it('does not count before a code was confirmed', async () => {
    await twoFactor('enrol', { password });
    expect(await codeOf(await twoFactor('confirm', { code: '000000' }))).toBe('auth.invalid-code');
    expect((await logIn()).status).toBe(200);
  });

  it('cannot be guessed: wrong codes are slowed down like wrong passwords', async () => {
    await enrol();
    let last = await logIn('000000');
    for (let attempt = 0; attempt < 12 && last.status === 401; attempt += 1) {
      expect([401, 429]).toContain((await logIn()).status);
      last = await logIn('000000');
    }
    expect(await codeOf(last)).toBe('auth.too-many-attempts');
  });

  it('is replaced by recovery codes, each good once', async () => {
    const { recoveryCodes } = await enrol();
    const [first = '', second = ''] = recoveryCodes;
    expect((await logIn(first.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
    expect(await codeOf(await logIn(first))).toBe('auth.invalid-code');
    expect((await logIn(second)).status).toBe(200);
  });

  it('is stored so that nobody can use what is stored', async () => {
    const { uri } = (await (await twoFactor('enrol', { password })).json()) as { uri: string };
    const seed = new URL(uri).searchParams.get('secret') ?? 'none';
    const [row] = await gateway.seed.query<{ seed: string }>(
      'SELECT * FROM gateway.second_factor WHERE agent_id = $1',
      [id],
    );
    expect(JSON.stringify(row)).not.toContain(seed);
    const other = await gateway.seed.agent(`other${count}@example.com`, 'agent');
    await gateway.setPassword(other, password);
    await gateway.seed.query(
      'INSERT INTO gateway.second_factor (agent_id, seed, confirmed_at) VALUES ($1, $2, now())',
      [other, row?.seed],
    );
    const moved = { email: `other${count}@example.com`, password, code: appOf(uri)() };
    expect((await gateway.fetch(undefined, '/api/v1/auth/login', { json: moved })).status).toBe(500);
  });

  it('ends with the password of its agent, or by an administrator', async () => {
    const boss = await gateway.seed.agent(`boss${count}@example.com`, 'administrator');
    await enrol();
    expect((await twoFactor('disable', { password })).status).toBe(204);
    expect((await logIn()).status).toBe(200);
    await enrol();
    const list = async (): Promise<string[]> => {
      const response = await gateway.fetch(boss, '/api/v1/agents/two-factor');
      return ((await response.json()) as { agentIds: string[] }).agentIds;
    };
    expect(await list()).toContain(id);
    const taken = await gateway.fetch(boss, `/api/v1/agents/${id}/two-factor`, { method: 'DELETE' });
    expect(taken.status).toBe(204);
    expect(await list()).not.toContain(id);
    const audit = await gateway.fetch(boss, `/api/v1/audit?act=two-factor.disabled&actorId=${boss}`);
    expect(await audit.json()).toMatchObject({ items: [{ subjectId: id }] });
    expect((await logIn()).status).toBe(200);
  });
});
