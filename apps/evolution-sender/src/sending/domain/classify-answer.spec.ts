import { describe, expect, it } from 'vitest';
import { classifyAnswer, classifyUnreachable } from './classify-answer.js';
import type { Answer } from './classify-answer.js';

const answer = (status: number, body: unknown, details: Partial<Answer> = {}) =>
  classifyAnswer({ status, body, retryAfter: undefined, ...details });
const page = (status: number, text: string, details: Partial<Answer> = {}) =>
  answer(status, undefined, { page: text, ...details });
const nginx = (what: string) => `<html>\n<head><title>${what}</title></head>\n<hr><center>nginx</center>\n</html>`;
const limited = (retryAfter?: string) => page(429, nginx('429 Too Many Requests'), { retryAfter });

describe('an answer to a send', () => {
  it('without a message id is unknown, however well it looks', () => {
    expect(answer(201, { status: 'PENDING' })).toEqual({ kind: 'unknown' });
    expect(answer(201, { error: { message: 'from Meta', code: 131_030 } })).toEqual({ kind: 'unknown' });
    expect(answer(201, { key: { id: '' } })).toEqual({ kind: 'unknown' });
  });

  it('that is a page of some portal is unknown, and shows that it is not Evolution who answers', () => {
    expect(page(200, '<html>Welcome to our WiFi')).toEqual({ kind: 'unknown', trouble: '5xx' });
    expect(page(302, '')).toEqual({ kind: 'unknown', trouble: '5xx' });
  });

  it('that no table knows is unknown, since Evolution fails after WhatsApp took the message as well', () => {
    const prisma = { response: { message: ['Error: Invalid `prisma.message.create()` invocation'] } };
    expect(answer(400, prisma)).toEqual({ kind: 'unknown' });
    const failed = { response: { message: ["TypeError: Cannot read properties of undefined (reading 'key')"] } };
    expect(answer(500, failed)).toEqual({ kind: 'unknown', trouble: '5xx' });
    expect(page(502, nginx('502 Bad Gateway'))).toEqual({ kind: 'unknown', trouble: '5xx' });
    expect(page(504, nginx('504 Gateway Time-out'))).toEqual({ kind: 'unknown', trouble: 'slow' });
  });

  it.each([401, 403])('%i leaves the message in the queue until the key is accepted', (status) => {
    expect(page(status, nginx('no entry'))).toEqual({ kind: 'deferred', trouble: 'auth' });
  });

  it('404 leaves it in the queue until the instance is there', () => {
    expect(page(404, 'default backend - 404')).toEqual({ kind: 'deferred', trouble: 'missing' });
  });

  it('413 is final: nobody reads what is too large', () => {
    expect(page(413, nginx('413 Request Entity Too Large'))).toMatchObject({ kind: 'failed', code: 'send.too-large' });
  });

  it('503 of a server without a licence leaves it in the queue', () => {
    for (const body of [{ error: 'LICENSE_REQUIRED' }, { response: { message: ['LICENSE_REQUIRED'] } }])
      expect(answer(503, body)).toEqual({ kind: 'deferred', trouble: 'license' });
  });

  it.each([
    ['nginx', nginx('503 Service Temporarily Unavailable'), undefined],
    ['Traefik', 'no available server', undefined],
    ['Envoy', 'no healthy upstream', 'envoy'],
    [
      'HAProxy',
      '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.',
      undefined,
    ],
    ['Caddy', '', 'Caddy'],
  ])('503 of a proxy that had no server to ask leaves it in the queue: %s', (_, text, server) => {
    expect(page(503, text, { server })).toEqual({ kind: 'deferred', trouble: '5xx' });
    expect(page(503, text, { server, retryAfter: '9' })).toMatchObject({ retryAfterMs: 9_000 });
  });

  it.each([
    [
      'a proxy that lost its server in the middle',
      'upstream connect error or disconnect/reset before headers',
      'envoy',
    ],
    ['nobody knows who', 'busy', undefined],
  ])('503 of %s is unknown', (_, text, server) => {
    expect(page(503, text, { server })).toEqual({ kind: 'unknown', trouble: '5xx' });
  });

  it('503 of Evolution itself is unknown, also behind a proxy', () => {
    const body = { status: 503, error: 'Service Unavailable', response: { message: ['Timed Out'] } };
    expect(answer(503, body, { server: 'nginx' })).toEqual({ kind: 'unknown', trouble: '5xx' });
  });

  it('429 of a proxy was certainly not sent, and says for how long to wait', () => {
    expect(limited('7')).toEqual({ kind: 'deferred', trouble: 'limited', retryAfterMs: 7_000 });
    expect(limited()).toMatchObject({ retryAfterMs: 30_000 });
    expect(limited('Wed, 25 Nov 2026 12:00:00 GMT')).toMatchObject({ retryAfterMs: 30_000 });
    expect(limited('86400')).toMatchObject({ retryAfterMs: 600_000 });
    const kong = answer(429, { message: 'API rate limit exceeded' }, { server: 'kong/3.9' });
    expect(kong).toMatchObject({ kind: 'deferred', trouble: 'limited' });
  });

  it('429 of anybody else is unknown, and is waited for all the same', () => {
    const body = { status: 429, error: 'Too Many Requests', response: { message: ['rate-overlimit'] } };
    expect(answer(429, body, { retryAfter: '7' })).toEqual({
      kind: 'unknown',
      trouble: 'limited',
      retryAfterMs: 7_000,
    });
    expect(page(429, 'slow down')).toMatchObject({ kind: 'unknown', trouble: 'limited' });
  });
});

describe('no answer', () => {
  it('leaves the message in the queue only when nothing was written', () => {
    expect(classifyUnreachable({ reason: 'net', written: false })).toEqual({ kind: 'deferred', trouble: 'net' });
    expect(classifyUnreachable({ reason: 'slow', written: true })).toEqual({ kind: 'unknown', trouble: 'slow' });
  });
});
