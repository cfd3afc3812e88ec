import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { desiredWebhook, isInPlace } from './desired-webhook.js';

const desired = desiredWebhook('https://desk.example/', 'n1', 'hash');
const found = {
  enabled: true,
  url: 'https://desk.example/webhook/evolution',
  headers: { 'x-bkcrm-number': 'n1', 'x-webhook-secret': 'hash' },
  webhookByEvents: false,
  webhookBase64: true,
  events: [...desired.events].toReversed(),
};

describe('desiredWebhook', () => {
  it('asks for nothing that Evolution would refuse', () => {
    const path = join(
      import.meta.dirname,
      '../../../../../test/fixtures/evolution/rest/webhook-set-empty-events-means-all.json',
    );
    const { response } = JSON.parse(readFileSync(path, 'utf8')) as { response: { body: { events: string[] } } };
    expect(response.body.events).toEqual(expect.arrayContaining([...desired.events]));
  });
});

describe('isInPlace', () => {
  it('knows ours', () => expect(isInPlace(found, desired)).toBe(true));

  it.each([
    null,
    { ...found, enabled: false },
    { ...found, url: 'https://elsewhere.example' },
    { ...found, headers: { ...found.headers, 'x-webhook-secret': 'old' } },
    { ...found, headers: null },
    { ...found, webhookByEvents: true },
    { ...found, webhookBase64: false },
    { ...found, events: found.events.slice(1) },
  ])('knows what differs (%#)', (other) => expect(isInPlace(other, desired)).toBe(false));
});
