import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readContactUpdate } from './contact-update.js';

const recorded = (name: string): Buffer => {
  const file = readFileSync(`test/fixtures/evolution/webhooks/${name}.json`, 'utf8');
  const { body = JSON.parse(file) } = JSON.parse(file) as { body?: unknown };
  return Buffer.from(JSON.stringify(body));
};
const read = (data: unknown) => readContactUpdate(Buffer.from(JSON.stringify({ data })), 'shop');

describe('what a webhook says of one contact', () => {
  it('is the same as an object and as a list of one', () => {
    const contact = { remoteJid: '5511@s.whatsapp.net', pushName: 'Ana', profilePicUrl: null };
    const update = {
      book: 'shop',
      address: '5511@s.whatsapp.net',
      values: new Map([
        ['pushName', '"Ana"'],
        ['profilePicUrl', 'null'],
      ]),
    };
    expect(read(contact)).toEqual(update);
    expect(read([contact])).toEqual(update);
    expect(read({ id: '5511@s.whatsapp.net', pushName: 'Ana' })?.address).toBe('5511@s.whatsapp.net');
  });

  it('is found in what was recorded', () => {
    for (const name of ['contacts.update.array', 'contacts.update.object'])
      expect(readContactUpdate(recorded(name), 'shop')?.address).toMatch(/@/);
  });

  it.each([
    ['several contacts', [{ remoteJid: 'a' }, { remoteJid: 'b' }]],
    ['nobody', []],
    ['no address', { pushName: 'Ana' }],
    ['an address that is no text', { remoteJid: 5511 }],
    ['more than plain values', { remoteJid: 'a', more: {} }],
    ['no object', 'Ana'],
    ['a list in a list', [[{ remoteJid: 'a' }]]],
    ['something long', { remoteJid: 'a', pushName: 'x'.repeat(2_048) }],
  ])('is not looked for in %s', (_, data) => {
    expect(read(data)).toBeUndefined();
  });

  it('is not found in what is no JSON', () => {
    expect(readContactUpdate(Buffer.from('{"data":{"remoteJid":"a"'), 'shop')).toBeUndefined();
  });
});
