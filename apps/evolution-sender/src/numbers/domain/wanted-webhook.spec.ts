import { numberSecret } from '@bkcrm/webhook-auth';
import { describe, expect, it } from 'vitest';
import { isHookOf, isWanted, wantedWebhook } from './wanted-webhook.js';

const wanted = wantedWebhook({ publicUrl: 'https://desk.example/', secret: 'secret', numberId: 'number-1' });
const present = { ...wanted, events: [...wanted.events], enabled: true, byEvents: false, base64: false };

describe('our hook', () => {
  it('leads to webhook-ingest and carries a secret that is good for one number', () => {
    expect(wanted.url).toBe('https://desk.example/webhook/evolution');
    expect(wanted.headers['x-webhook-secret']).toBe(numberSecret('secret', 'number-1'));
  });

  it('is recognised by its number, whatever its secret', () => {
    expect(isHookOf(present, 'number-1')).toBe(true);
    expect(isHookOf({ ...present, headers: { ...wanted.headers, 'x-webhook-secret': 'old' } }, 'number-1')).toBe(true);
    expect(isHookOf(present, 'number-2')).toBe(false);
  });

  it('makes Evolution sign every call when there is a key for that, and is changed with the key', () => {
    const signed = wantedWebhook({
      publicUrl: 'https://desk.example',
      secret: 'secret',
      jwtKey: 'a',
      numberId: 'number-1',
    });
    expect(signed.headers['jwt_key']).toBe('a');
    expect(isWanted(present, signed)).toBe(false);
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
