import { expect, it } from 'vitest';
import { mayResend } from './resend-rule.js';

const endedAt = new Date('2026-11-25T12:00:00Z');
const after = new Date('2026-11-25T12:00:01Z');
const unconfirmed = { kind: 'text', attempts: 1, endedAt, numberIsOpen: true, lastWebhookAt: after };

it('sends again only text, over an open number whose webhooks arrive, and not for ever', () => {
  expect(mayResend(unconfirmed)).toBe(true);
  expect(mayResend({ ...unconfirmed, kind: 'image' })).toBe(false);
  expect(mayResend({ ...unconfirmed, numberIsOpen: false })).toBe(false);
  expect(mayResend({ ...unconfirmed, lastWebhookAt: null })).toBe(false);
  expect(mayResend({ ...unconfirmed, lastWebhookAt: endedAt })).toBe(false);
  expect(mayResend({ ...unconfirmed, attempts: 3 })).toBe(false);
});
