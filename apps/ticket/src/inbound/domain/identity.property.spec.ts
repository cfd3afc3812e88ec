import { assert, boolean, constantFrom, integer, property, string, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPhone } from './brazilian-phone.js';
import { identityKeys, identityOf, OwnIdentity } from './identity.js';
import { parseJid } from './jid.js';

const digits = (length: number): Arbitrary<string> =>
  integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));

/** A Brazilian mobile's area code and the eight digits that it always has. */
const brazilian = tuple(
  integer({ min: 1, max: 9 }),
  integer({ min: 1, max: 9 }),
  constantFrom(6, 7, 8, 9),
  digits(7),
).map(([first, second, lead, rest]) => ({ area: `${first}${second}`, subscriber: `${lead}${rest}` }));
const mobiles = brazilian.map(({ area, subscriber }) => [`55${area}${subscriber}`, `55${area}9${subscriber}`] as const);
const device = constantFrom('', ':1', ':99', '_1:3');
const phoneServers = constantFrom('s.whatsapp.net', 'c.us', 'S.WhatsApp.net', 'hosted');

const keysOf = (address: string): string[] => identityKeys(identityOf([parseJid(address)]) ?? {});

describe('a person', () => {
  it('has one key with and without the ninth digit, however the address is spelled', () => {
    assert(
      property(mobiles, device, device, phoneServers, phoneServers, ([old, current], one, other, server, another) => {
        const keys = keysOf(`${old}${one}@${server}`);
        expect(keys).toHaveLength(1);
        expect(keysOf(`${current}${other}@${another}`)).toEqual(keys);
      }),
    );
  });

  it('keeps its own key: two subscribers never become one', () => {
    assert(
      property(brazilian, brazilian, boolean(), (one, other, withNinth) => {
        const isSame = one.area === other.area && one.subscriber === other.subscriber;
        const phone = `55${one.area}${withNinth ? '9' : ''}${one.subscriber}`;
        expect(canonicalPhone(phone) === canonicalPhone(`55${other.area}${other.subscriber}`)).toBe(isSame);
      }),
    );
  });

  it('is recognised as ourselves in every spelling, and nobody else is', () => {
    assert(
      property(mobiles, device, digits(15), ([old, current], suffix, stranger) => {
        const own = new OwnIdentity([current]);
        expect(own.includes(parseJid(`${old}${suffix}@s.whatsapp.net`))).toBe(true);
        expect(own.includes(parseJid(`${stranger}@lid`))).toBe(false);
      }),
    );
  });
});

describe('the reading of addresses', () => {
  it('takes any text without failing, and what it made of it as that same thing', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), (text) => {
        const jid = parseJid(text);
        if (jid !== null) expect(parseJid(jid.jid)).toEqual(jid);
        expect(canonicalPhone(canonicalPhone(text))).toBe(canonicalPhone(text));
      }),
      { numRuns: 500 },
    );
  });
});
