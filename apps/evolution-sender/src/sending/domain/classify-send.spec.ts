import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../evolution-api/domain/exchange.js';
import { classifySend } from './classify-send.js';

const folder = join(import.meta.dirname, '../../../../../test/fixtures/evolution/rest');

const recorded = (name: string): Exchange => {
  const { response } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
    response: { status: number; body: unknown };
  };
  return { kind: 'answered', status: response.status, body: response.body };
};
const recordedSends = readdirSync(folder)
  .filter((name) => /^send.*\.json$/.test(name))
  .map((name) => name.replace('.json', ''));

/** What every recorded exchange that was not accepted comes to; the rest must be `sent`. */
const notSent: Record<string, string> = {
  'sendMedia-document-base64-without-fileName': 'failed message.refused',
  'sendMedia-image-data-url': 'failed message.refused',
  'sendMedia-invalid-mediatype': 'failed message.invalid',
  'sendMedia-missing-media': 'failed message.refused',
  'sendMedia-neither-url-nor-base64': 'failed message.refused',
  'sendMedia-url-404': 'unknown no-answer',
  'sendMedia-url-single-label-host': 'failed message.refused',
  'sendMedia-url-unreachable': 'unknown no-answer',
  // A presence is no message: it has no id.
  sendPresence: 'unknown no-answer',
  'sendReaction-not-emoji': 'failed message.refused',
  'sendText-after-logged-out-on-the-phone': 'held not-connected',
  'sendText-after-logged-out-on-the-phone-cached-number': 'held not-connected',
  'sendText-after-logout': 'held not-connected',
  'sendText-blank-text': 'failed message.refused',
  'sendText-delay-string': 'failed message.invalid',
  'sendText-empty-text': 'failed message.refused',
  // The same text could stand for a failure after WhatsApp took the message.
  'sendText-group-unknown': 'unknown no-answer',
  'sendText-json-array': 'failed message.invalid',
  'sendText-malformed-json': 'failed message.invalid',
  'sendText-missing-number': 'failed message.invalid',
  'sendText-never-connected': 'held not-connected',
  'sendText-never-connected-cached-number': 'held not-connected',
  'sendText-number-does-not-exist': 'failed recipient.not-on-whatsapp',
  'sendText-number-empty': 'failed recipient.not-on-whatsapp',
  'sendText-number-garbage': 'failed recipient.not-on-whatsapp',
  'sendText-number-not-a-string': 'failed message.invalid',
  'sendText-text-not-a-string': 'failed message.invalid',
  'sendText-text-plain': 'failed message.invalid',
  'sendText-v1-body': 'failed message.invalid',
  'sendText-whatsapp-does-not-answer': 'held not-connected',
  'sendText-while-waiting-for-qr': 'held not-connected',
  'sendText-while-waiting-for-qr-new-number': 'held not-connected',
};

const inShort = (exchange: Exchange): string => {
  const outcome = classifySend(exchange);
  if (outcome.kind === 'sent') return 'sent';
  return outcome.kind === 'failed' ? `failed ${outcome.code}` : `${outcome.kind} ${outcome.pause.reason}`;
};

describe('classifySend', () => {
  it.each(recordedSends)('knows the recorded %s', (name) => {
    expect(inShort(recorded(name))).toBe(notSent[name] ?? 'sent');
  });

  it('takes id and address from the answer, not from what was asked', () => {
    expect(classifySend(recorded('sendText-number-br-ddd-above-30-loses-ninth-digit'))).toMatchObject({
      kind: 'sent',
      remoteJid: '555188887777@s.whatsapp.net',
    });
  });

  it.each([
    ['auth-wrong-apikey', 'held unauthorized'],
    ['auth-no-apikey', 'held unauthorized'],
    ['unknown-instance-sendText', 'held missing'],
    ['unknown-send-method', 'held unreachable'],
  ])('knows the recorded %s', (name, expected) => {
    expect(inShort(recorded(name))).toBe(expected);
  });

  it.each([
    ['somebody else at the address', 302, '<html>', 'held unreachable'],
    ['a failing proxy', 502, '<html>502 Bad Gateway</html>', 'unknown no-answer'],
    ['an overloaded server', 503, '', 'unknown no-answer'],
    ['a request timeout', 408, '', 'unknown no-answer'],
    ['success in a foreign form', 200, '<html>', 'unknown no-answer'],
    ['an error of Meta under 201', 201, { error: { message: 'no' } }, 'unknown no-answer'],
    [
      'a failure after the send',
      400,
      { response: { message: ['PrismaClientKnownRequestError'] } },
      'unknown no-answer',
    ],
    ['another 500', 500, { response: { message: 'Internal error' } }, 'unknown no-answer'],
    ['too large', 413, '<html>', 'failed message.too-large'],
  ])('%s (%i)', (_name, status, body, expected) => {
    expect(inShort({ kind: 'answered', status, body })).toBe(expected);
  });

  it('waits as long as it is told', () => {
    const limited = { kind: 'answered', status: 429, body: '' } as const;
    expect(classifySend({ ...limited, retryAfterSeconds: 7 })).toEqual({
      kind: 'held',
      pause: { reason: 'rate-limited', seconds: 7 },
    });
    expect(classifySend(limited)).toMatchObject({ pause: { seconds: 30 } });
  });

  it('sends again only what certainly has not left', () => {
    const unanswered = { kind: 'unanswered', code: 'ECONNRESET', message: 'reset' } as const;
    expect(inShort({ ...unanswered, sent: false })).toBe('held unreachable');
    expect(inShort({ ...unanswered, sent: true })).toBe('unknown no-answer');
    expect(inShort({ ...unanswered, sent: false, code: 'EVOLUTION_NOT_TRUSTED' })).toBe('held not-trusted');
  });
});
