import { numberSecret } from '@bkcrm/webhook-auth';
import { describe, expect, it } from 'vitest';
import { isWanted, wantedWebhook } from './wanted-webhook.js';

const wanted = wantedWebhook('https://desk.example/', 'secret', 'number-1');
const present = { ...wanted, events: [...wanted.events], enabled: true, byEvents: false, base64: false };

describe('our hook', () => {
  it('leads to webhook-ingest and carries a secret that is good for one number', () => {
    expect(wanted.url).toBe('https://desk.example/webhook/evolution');
    expect(wanted.headers['x-webhook-secret']).toBe(numberSecret('secret', 'number-1'));
  });

  it('is in place only when it does everything', () => {
    expect(isWanted(present, wanted)).toBe(true);
    expect(isWanted({ ...present, headers: { ...wanted.headers, extra: '1' } }, wanted)).toBe(true);
    expect(isWanted(null, wanted)).toBe(false);
    expect(isWanted({ ...present, enabled: false }, wanted)).toBe(false);
    expect(isWanted({ ...present, url: 'https://other.example' }, wanted)).toBe(false);
    expect(isWanted({ ...present, headers: {} }, wanted)).toBe(false);
    expect(isWanted({ ...present, events: ['MESSAGES_UPSERT'] }, wanted)).toBe(false);
    expect(isWanted({ ...present, byEvents: true }, wanted)).toBe(false);
    expect(isWanted({ ...present, base64: true }, wanted)).toBe(false);
  });
});
