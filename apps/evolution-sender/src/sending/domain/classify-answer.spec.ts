import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyAnswer, classifyUnreachable } from './classify-answer.js';
import type { SendOutcome } from './classify-answer.js';

const folder = new URL('../../../../../test/fixtures/evolution/rest/', import.meta.url);

interface Recorded {
  request: { path: string };
  response: { status: number; body: unknown };
}

const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name: name.replace('.json', ''),
    ...(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recorded),
  }))
  .filter(({ request }) => request.path.startsWith('/message/'));

const closed: SendOutcome = { kind: 'deferred', trouble: 'closed' };
const missing: SendOutcome = { kind: 'deferred', trouble: 'missing' };
const auth: SendOutcome = { kind: 'deferred', trouble: 'auth' };
const refused = { kind: 'failed', code: 'send.refused' };
const nobody = { kind: 'failed', code: 'send.recipient-not-on-whatsapp' };

/** Every recorded exchange with a send that did not end with a message's id. */
const expected: Record<string, object> = {
  'auth-bearer-instead-of-apikey': auth,
  'auth-no-apikey': auth,
  'auth-wrong-apikey': auth,
  'sendMedia-document-base64-without-fileName': refused,
  'sendMedia-image-data-url': refused,
  'sendMedia-invalid-mediatype': refused,
  'sendMedia-missing-media': refused,
  'sendMedia-neither-url-nor-base64': refused,
  'sendMedia-url-404': { kind: 'unknown', trouble: '5xx' },
  'sendMedia-url-single-label-host': refused,
  'sendMedia-url-unreachable': { kind: 'unknown', trouble: '5xx' },
  'sendReaction-not-emoji': refused,
  'sendText-after-logged-out-on-the-phone': closed,
  'sendText-after-logged-out-on-the-phone-cached-number': closed,
  'sendText-after-logout': closed,
  'sendText-blank-text': refused,
  'sendText-delay-string': refused,
  'sendText-empty-text': refused,
  'sendText-group-unknown': { kind: 'unknown' },
  'sendText-json-array': refused,
  'sendText-malformed-json': refused,
  'sendText-missing-number': refused,
  'sendText-never-connected': closed,
  'sendText-never-connected-cached-number': closed,
  'sendText-number-does-not-exist': nobody,
  'sendText-number-empty': nobody,
  'sendText-number-garbage': nobody,
  'sendText-number-not-a-string': refused,
  'sendText-text-not-a-string': refused,
  'sendText-text-plain': refused,
  'sendText-v1-body': refused,
  'sendText-whatsapp-does-not-answer': { kind: 'deferred', trouble: 'slow' },
  'sendText-while-waiting-for-qr': closed,
  'sendText-while-waiting-for-qr-new-number': closed,
  'unknown-instance-no-apikey': missing,
  'unknown-instance-sendText': missing,
  'unknown-send-method': missing,
  'wrong-method': missing,
};

const answer = (status: number, body: unknown, retryAfter?: string) => classifyAnswer({ status, body, retryAfter });
const limited = (retryAfter?: string) => answer(429, undefined, retryAfter);

describe('an answer to a send', () => {
  it.each(recorded)('$name is understood', ({ name, response }) => {
    const key = (response.body as { key?: { id: string; remoteJid: string } }).key;
    const sent = key && { kind: 'sent', whatsappId: key.id, remoteJid: key.remoteJid };
    expect(answer(response.status, response.body)).toMatchObject(sent ?? expected[name] ?? { no: 'expectation' });
  });

  it('without a message id is unknown, however well it looks', () => {
    expect(answer(201, { status: 'PENDING' })).toEqual({ kind: 'unknown' });
    expect(answer(200, undefined)).toEqual({ kind: 'unknown' });
    expect(answer(201, { key: { id: '' } })).toEqual({ kind: 'unknown' });
  });

  it('that no table knows is unknown, since Evolution fails after WhatsApp took the message as well', () => {
    const prisma = { response: { message: ['Error: Invalid `prisma.message.create()` invocation'] } };
    expect(answer(400, prisma)).toEqual({ kind: 'unknown' });
    expect(
      answer(500, { response: { message: ["TypeError: Cannot read properties of undefined (reading 'key')"] } }),
    ).toEqual({
      kind: 'unknown',
      trouble: '5xx',
    });
    expect(answer(502, undefined)).toEqual({ kind: 'unknown', trouble: '5xx' });
    expect(answer(301, undefined)).toEqual({ kind: 'unknown' });
  });

  it('that asks for patience says for how long', () => {
    expect(limited('7')).toEqual({ kind: 'deferred', trouble: 'limited', retryAfterMs: 7_000 });
    expect(limited()).toMatchObject({ retryAfterMs: 30_000 });
    expect(limited('Wed, 25 Nov 2026 12:00:00 GMT')).toMatchObject({ retryAfterMs: 30_000 });
    expect(limited('86400')).toMatchObject({ retryAfterMs: 600_000 });
  });
});

describe('no answer', () => {
  it('leaves the message in the queue only when nothing was written', () => {
    expect(classifyUnreachable({ reason: 'net', written: false })).toEqual({ kind: 'deferred', trouble: 'net' });
    expect(classifyUnreachable({ reason: 'slow', written: true })).toEqual({ kind: 'unknown', trouble: 'slow' });
  });
});
