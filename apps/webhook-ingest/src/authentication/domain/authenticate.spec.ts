import { createHmac } from 'node:crypto';
import { numberSecret, NumberSecrets } from '@bkcrm/webhook-auth';
import { describe, expect, it } from 'vitest';
import { authenticate } from './authenticate.js';
import { isEvolutionToken } from './evolution-token.js';

const number = '0197a3f0-0000-7000-8000-000000000001';
const now = new Date('2026-11-25T12:00:00Z');
const credentials = { secrets: new NumberSecrets(['new', 'old']), tokenKeys: ['token key'], adoptUntil: undefined };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function aToken({ key = 'token key', alg = 'HS256', madeMinutesAgo = 0, claims = {} } = {}): string {
  const iat = now.getTime() / 1000 - madeMinutesAgo * 60;
  const content = `${part({ alg, typ: 'JWT' })}.${part({ iat, exp: iat + 600, app: 'evolution', action: 'webhook', ...claims })}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

describe('authenticate', () => {
  it('trusts a number that carries its own secret, from any of the valid ones', () => {
    for (const secret of ['new', 'old']) {
      const headers = { 'x-bkcrm-number': number, 'x-webhook-secret': numberSecret(secret, number) };
      expect(authenticate(headers, credentials, now)).toEqual({ kind: 'trusted', numberId: number });
    }
  });

  it('trusts the bare secret, in either header', () => {
    expect(authenticate({ 'x-webhook-secret': 'old' }, credentials, now)).toEqual({ kind: 'trusted' });
    expect(authenticate({ authorization: 'Bearer old' }, credentials, now)).toEqual({ kind: 'trusted' });
  });

  it("trusts Evolution's own token", () => {
    expect(authenticate({ authorization: `Bearer ${aToken()}` }, credentials, now)).toEqual({ kind: 'trusted' });
  });

  it.each([
    { 'x-webhook-secret': 'wrong' },
    { 'x-webhook-secret': numberSecret('new', number) },
    { 'x-bkcrm-number': number, 'x-webhook-secret': numberSecret('retired', number) },
    { authorization: 'Bearer wrong' },
    { authorization: `Bearer ${aToken({ key: 'another' })}` },
  ])('refuses a wrong secret: %j', (headers) => {
    expect(authenticate(headers, credentials, now)).toEqual({ kind: 'refused', reason: 'wrong-secret' });
    const adopting = { ...credentials, adoptUntil: new Date('2030-01-01') };
    expect(authenticate(headers, adopting, now)).toEqual({ kind: 'refused', reason: 'wrong-secret' });
  });

  it('takes a call without any secret only while hooks are being adopted', () => {
    const until = (date: string) => ({ ...credentials, adoptUntil: new Date(date) });
    expect(authenticate({}, credentials, now)).toEqual({ kind: 'refused', reason: 'no-secret' });
    expect(authenticate({}, until('2026-11-25T11:59:59Z'), now)).toEqual({ kind: 'refused', reason: 'no-secret' });
    expect(authenticate({}, until('2026-11-25T12:00:01Z'), now)).toEqual({ kind: 'unauthenticated' });
  });

  it('names no number by an id that is none', () => {
    const headers = { 'x-bkcrm-number': 'x\r\n', 'x-webhook-secret': 'new' };
    expect(authenticate(headers, credentials, now)).toEqual({ kind: 'trusted' });
  });
});

const accepted = (token: string): boolean => isEvolutionToken(token, ['token key'], now);

describe('isEvolutionToken', () => {
  it("outlives Evolution's retries, by half an hour of leeway on its expiry", () => {
    expect(accepted(aToken({ madeMinutesAgo: 11 }))).toBe(true);
    expect(accepted(aToken({ madeMinutesAgo: 39 }))).toBe(true);
    expect(accepted(aToken({ madeMinutesAgo: 41 }))).toBe(false);
  });

  it('bears a clock that is ten minutes ahead', () => {
    expect(accepted(aToken({ madeMinutesAgo: -9 }))).toBe(true);
    expect(accepted(aToken({ madeMinutesAgo: -11 }))).toBe(false);
  });

  it('is signed with HS256 and nothing else', () => {
    expect(accepted(aToken({ alg: 'none' }))).toBe(false);
    expect(accepted(`${part({ alg: 'none' })}.${aToken().split('.')[1]}.`)).toBe(false);
    expect(accepted(aToken({ alg: 'HS512' }))).toBe(false);
  });

  it('was made for a webhook', () => {
    expect(accepted(aToken({ claims: { action: 'other' } }))).toBe(false);
    expect(accepted(aToken({ claims: { app: 'another' } }))).toBe(false);
  });

  it.each(['', '.', '..', 'a.b.c', 'a.b.c.d', '{}.{}.{}'])('is not %j', (token) => {
    expect(accepted(token)).toBe(false);
  });
});
