import { describe, expect, it } from 'vitest';
import { mask, maskText } from './masking.js';

describe('what is logged', () => {
  it.each([
    ['5511987650123@s.whatsapp.net', '5511*******23@s.whatsapp.net'],
    ['phone:5511987650123', 'phone:5511*******23'],
    ['to +5511987650123.', 'to +5511*******23.'],
    ['GET /chat/5511987650123', 'GET /chat/5511*******23'],
    ['5511987650123 5521977776666', '5511*******23 5521*******66'],
  ])('shows no phone: %s', (text, expected) => expect(maskText(text)).toBe(expected));

  it.each([
    '0199c2c5-7c2a-7b0e-9d6b-012345678901',
    '3EB0431234567890123456',
    '2026-11-25T12:00:00.000Z',
    'took 1234 ms',
  ])('keeps what is none: %s', (text) => expect(maskText(text)).toBe(text));

  it('shows no secret, wherever it lies', () => {
    const value = { server: { apikey: 'k', list: [{ Authorization: 'Bearer x', name: 'n' }] }, token: 't' };
    expect(mask(value)).toEqual({
      server: { apikey: '[redacted]', list: [{ Authorization: '[redacted]', name: 'n' }] },
      token: '[redacted]',
    });
  });

  it('shows of an error what it is, not what it carries', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'contact_identity_pkey',
      detail: 'Key (value)=(5511987650123) already exists.',
      cause: Object.assign(new Error('invalid input syntax for type json: "hello"'), { code: '22P02' }),
    });
    const shown = mask(error);
    expect(shown).toMatchObject({ type: 'Error', message: 'duplicate key', code: '23505' });
    expect(JSON.stringify(shown)).not.toMatch(/5511|hello/);
  });

  it('quotes nothing that is no JSON', () => {
    let error: unknown;
    try {
      JSON.parse('hello {');
    } catch (caught) {
      error = caught;
    }
    expect(JSON.stringify(mask(error))).not.toContain('hello');
  });
});
