import { expect, it } from 'vitest';
import { cleanHeaders } from './clean-headers.js';
import { letterIdOf } from './letter-identity.js';
import { InvalidCursor, pageAfter } from './letter-page.js';

const letter = { queue: 'ticket.inbound-p0', messageId: 'one', body: Buffer.from('a') };

it('a letter is known by its queue and its own id, and by what it says when it has none', () => {
  expect(letterIdOf(letter)).toBe(letterIdOf({ ...letter, body: Buffer.from('b') }));
  expect(letterIdOf(letter)).not.toBe(letterIdOf({ ...letter, queue: 'sender.inbound' }));
  const nameless = { ...letter, messageId: '' };
  expect(letterIdOf(nameless)).not.toBe(letterIdOf({ ...nameless, body: Buffer.from('b') }));
});

it('headers become JSON that PostgreSQL takes', () => {
  expect(JSON.parse(cleanHeaders({ 'x-event': 'a\0b\uD800', 'x-attempt': 2 }))).toEqual({
    'x-event': 'ab�',
    'x-attempt': 2,
  });
});

it('a cursor of somebody else is refused', () => {
  expect(pageAfter(undefined)).toEqual([null, null]);
  for (const cursor of ['x', '', '2026-13-45T00:00:00.000Z_00000000-0000-7000-8000-000000000000'])
    expect(() => pageAfter(cursor)).toThrow(InvalidCursor);
});
