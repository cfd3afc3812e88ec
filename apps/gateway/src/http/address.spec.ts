import { describe, expect, it } from 'vitest';
import { addressOf } from './address.js';

const from = (forwarded: string | undefined, trusted: number): string =>
  addressOf({ address: '10.0.0.1', headers: { 'x-forwarded-for': forwarded } }, trusted);

describe('addressOf', () => {
  it.each([
    ['203.0.113.7', 0, '10.0.0.1'],
    [undefined, 2, '10.0.0.1'],
    ['203.0.113.7', 1, '203.0.113.7'],
    ['1.1.1.1, 203.0.113.7', 1, '203.0.113.7'],
    ['1.1.1.1, 203.0.113.7, 10.0.0.9', 2, '203.0.113.7'],
    ['203.0.113.7', 5, '203.0.113.7'],
    [' , ', 1, '10.0.0.1'],
  ])('%s behind %i trusted proxies is %s', (forwarded, trusted, address) => {
    expect(from(forwarded, trusted)).toBe(address);
  });
});
