import { Clock } from '@bkcrm/observability';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Gateway } from '../src/create-gateway.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway({ TRUSTED_PROXIES: 1 });
const password = 'correct horse';
let replicas: Gateway[];
let count = 0;

beforeAll(async () => {
  replicas = [gateway.gateway, await gateway.another(), await gateway.another()];
  // The waits are counted from the latest failure: on a slow machine they would be over too soon.
  const now = new Date();
  for (const { app } of replicas) vi.spyOn(app.get(Clock), 'now').mockReturnValue(now);
});

async function anAccount(): Promise<string> {
  count += 1;
  const email = `agent${count}@example.com`;
  await gateway.setPassword(await gateway.seed.agent(email, 'agent'), password);
  return email;
}

/** @returns the HTTP status */
async function attempt(replica: number, email: string, secret: string, address = '10.0.0.1'): Promise<number> {
  const response = await fetch(`${replicas[replica % replicas.length]?.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email, password: secret }),
  });
  return response.status;
}

describe('guessing a password', () => {
  it('has no more free attempts over three replicas than over one', async () => {
    const email = await anAccount();
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push(await attempt(index, email, 'wrong'));
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(await attempt(1, email, password)).toBe(429);
    expect(await attempt(1, email, password, '10.0.0.2')).toBe(200);
  });

  it('has none more either when all come at once', async () => {
    const email = await anAccount();
    const all = Array.from({ length: 24 }, (_, index) => attempt(index, email, 'wrong', '10.0.0.3'));
    const statuses = await Promise.all(all);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
  });

  it('starts anew after a success, on every replica, and leaves nothing readable behind', async () => {
    const email = await anAccount();
    for (let index = 0; index < 9; index += 1) await attempt(index, email, 'wrong', '10.0.0.4');
    expect(await attempt(0, email, password, '10.0.0.4')).toBe(200);
    for (let index = 0; index < 10; index += 1) expect(await attempt(index, email, 'wrong', '10.0.0.4')).toBe(401);
    const stored = JSON.stringify(await gateway.seed.query('SELECT * FROM gateway.login_failure'));
    expect(stored).not.toContain('10.0.0.4');
    expect(stored).not.toContain(email);
  });

  it('from many addresses slows down strangers, not the owner at a known address', async () => {
    const email = await anAccount();
    expect(await attempt(0, email, password, '10.1.0.1')).toBe(200);
    for (let index = 0; index < 50; index += 1) await attempt(index, email, 'wrong', `10.2.0.${index}`);
    expect(await attempt(0, email, password, '10.3.0.1')).toBe(429);
    expect(await attempt(1, email, password, '10.1.0.1')).toBe(200);
  });
});
