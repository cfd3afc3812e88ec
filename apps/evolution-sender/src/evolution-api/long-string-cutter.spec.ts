import { describe, expect, it } from 'vitest';
import { LongStringCutter } from './long-string-cutter.js';

function cut(json: string, limit: number, chunk = 3): unknown {
  const cutter = new LongStringCutter(limit);
  const bytes = Buffer.from(json);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunk) out.push(cutter.pass(bytes.subarray(at, at + chunk)));
  return JSON.parse(Buffer.concat(out).toString());
}

describe('LongStringCutter', () => {
  it('leaves short strings and everything else as they are', () => {
    const value = { id: '3EB0', list: [1, null, true, 'a"b\\c', ''], nested: { text: 'olá\n' } };
    expect(cut(JSON.stringify(value), 100)).toEqual(value);
  });

  it('shortens long strings, and what follows them is whole', () => {
    expect(cut(JSON.stringify({ base64: 'A'.repeat(1000), id: 'X' }), 10)).toEqual({ base64: 'A'.repeat(10), id: 'X' });
  });

  it('never takes an escape sequence apart, nor an escaped quote for the end', () => {
    const json = '{"text":"12345\\"\\u00e9\\\\abc","id":"X"}';
    for (let limit = 4; limit < 20; limit += 1) expect(cut(json, limit, 1)).toMatchObject({ id: 'X' });
  });
});
