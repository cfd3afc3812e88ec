import { describe, expect, it } from 'vitest';
import { bytes, int64, spellAsProtobufJson, spellForRow, spellForWebhook } from './values.js';

const message = {
  key: bytes(Uint8Array.of(213, 72)),
  at: int64(1_761_588_123_000, false),
  list: [int64(7)],
  text: 'oi',
};

describe('the spelling of bytes and 64-bit integers', () => {
  it('is index-keyed and in halves for webhooks', () => {
    expect(spellForWebhook(message)).toEqual({
      key: { 0: 213, 1: 72 },
      at: { low: 651_531_640, high: 410, unsigned: false },
      list: [{ low: 7, high: 0, unsigned: true }],
      text: 'oi',
    });
  });

  it('is base64 for rows of the database, and decimal text besides in protobuf JSON', () => {
    expect(spellForRow(message)).toMatchObject({ key: '1Ug=', at: { high: 410 } });
    expect(spellAsProtobufJson(message)).toEqual({ key: '1Ug=', at: '1761588123000', list: ['7'], text: 'oi' });
  });

  it('has a signed lower half', () => {
    expect(spellForWebhook(int64(2 ** 32 - 1))).toEqual({ low: -1, high: 0, unsigned: true });
  });
});
