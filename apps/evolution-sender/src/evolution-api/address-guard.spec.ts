import { describe, expect, it } from 'vitest';
import { AddressRefused, checkAddress, guardedLookup, isAllowable } from './address-guard.js';
import type { AddressRule } from './address-guard.js';

const internet: AddressRule = { allowed: [], public: true };

function isRefused(address: string, rule: AddressRule, host = 'evolution.example'): boolean {
  try {
    checkAddress(host, address, rule);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(AddressRefused);
    return true;
  }
}

describe('where a server may be', () => {
  it.each(['93.184.216.34', '2606:2800:220:1::1'])('on the internet: %s', (address) => {
    expect(isRefused(address, internet)).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:93.184.216.34',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ])('but not there: %s', (address) => {
    expect(isRefused(address, internet)).toBe(true);
  });

  it('in a private network that is allowed by block or by name', () => {
    expect(isRefused('10.1.2.3', { allowed: ['10.1.0.0/16'], public: true })).toBe(false);
    expect(isRefused('10.2.2.3', { allowed: ['10.1.0.0/16'], public: true })).toBe(true);
    expect(isRefused('fd00::7', { allowed: ['fd00::/8'], public: true })).toBe(false);
    expect(isRefused('127.0.0.1', { allowed: ['127.0.0.1'], public: true })).toBe(false);
    const named = { allowed: ['Evolution.internal'], public: true };
    expect(isRefused('192.168.1.1', named, 'evolution.internal')).toBe(false);
    expect(isRefused('192.168.1.1', named, 'other.internal')).toBe(true);
  });

  it('never at a metadata or multicast address because of its name alone', () => {
    const named = { allowed: ['evolution.internal'], public: true };
    expect(isRefused('169.254.169.254', named, 'evolution.internal')).toBe(true);
    expect(isRefused('0.0.0.0', named, 'evolution.internal')).toBe(true);
  });

  it('only in what is allowed when the way there is not encrypted', () => {
    expect(isRefused('93.184.216.34', { allowed: ['10.0.0.0/8'], public: false })).toBe(true);
    expect(isRefused('10.0.0.1', { allowed: ['10.0.0.0/8'], public: false })).toBe(false);
  });

  it('is decided about every address of a name, at the moment of connecting', async () => {
    const answers = [['93.184.216.34'], ['93.184.216.34', '127.0.0.1']];
    const resolve = ((_host: string, _options: unknown, done: (error: null, found: unknown) => void) =>
      done(
        null,
        (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
      )) as unknown as Parameters<typeof guardedLookup>[1];
    const ask = (all: boolean): Promise<unknown> =>
      new Promise((done) => {
        guardedLookup(internet, resolve)('evolution.example', { all }, (error, address) => done(error ?? address));
      });
    expect(await ask(false)).toBe('93.184.216.34');
    expect(await ask(true)).toBeInstanceOf(AddressRefused);
  });

  it('is written as a name, an address or a block', () => {
    expect(['evolution', '10.0.0.0/8', '::1', 'a-b.example'].filter(isAllowable)).toHaveLength(4);
    expect(['10.0.0.0/33', 'http://x', 'a b', ''].filter(isAllowable)).toEqual([]);
  });
});
