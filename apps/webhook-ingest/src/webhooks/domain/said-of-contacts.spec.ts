import { array, assert, constantFrom, dictionary, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SaidOfContacts } from './said-of-contacts.js';

const update = (values: Record<string, string>, address = 'ana', book = 'shop') => ({
  book,
  address,
  values: new Map(Object.entries(values)),
});
const minute = 60_000;

describe('what was said of contacts', () => {
  it('is repeated once all of it is on the queue', () => {
    const said = new SaidOfContacts();
    const both = update({ name: 'Ana', picture: 'a' });
    expect(said.isRepeated(both, 0)).toBe(false);
    const tell = said.add(both, 0);
    expect(said.isRepeated(both, 1)).toBe(false);
    tell(true);
    expect(said.isRepeated(both, 2)).toBe(true);
    expect(said.isRepeated(update({ name: 'Ana' }), 2)).toBe(true);
    expect(said.isRepeated(update({ name: 'Ana', phone: '1' }), 2)).toBe(false);
    expect(said.isRepeated(update({ name: 'Bia' }), 2)).toBe(false);
  });

  it('is of one contact of one number', () => {
    const said = new SaidOfContacts();
    said.add(update({ name: 'Ana' }), 0)(true);
    expect(said.isRepeated(update({ name: 'Ana' }, 'bia'), 0)).toBe(false);
    expect(said.isRepeated(update({ name: 'Ana' }, 'ana', 'other shop'), 0)).toBe(false);
  });

  it('is forgotten after a minute, two at most, however often it was repeated', () => {
    const said = new SaidOfContacts();
    said.add(update({ name: 'Ana' }), 0)(true);
    expect(said.isRepeated(update({ name: 'Ana' }), minute - 1)).toBe(true);
    expect(said.isRepeated(update({ name: 'Ana' }), 2 * minute - 1)).toBe(true);
    expect(said.isRepeated(update({ name: 'Ana' }), 2 * minute)).toBe(false);
    said.add(update({ name: 'Ana' }), 2 * minute)(true);
    expect(said.isRepeated(update({ name: 'Ana' }), 5 * minute)).toBe(false);
  });

  it('is forgotten when it got lost on its way, and when something was said that nobody looked into', () => {
    const said = new SaidOfContacts();
    said.add(update({ name: 'Ana' }), 0)(true);
    said.add(update({ name: 'Bia' }), 0)(false);
    expect(said.isRepeated(update({ name: 'Ana' }), 0)).toBe(false);
    expect(said.isRepeated(update({ name: 'Bia' }), 0)).toBe(false);
    said.add(update({ name: 'Ana' }), 0)(true);
    said.forget('shop');
    expect(said.isRepeated(update({ name: 'Ana' }), 0)).toBe(false);
  });

  it('is not remembered of more contacts than have room', () => {
    const said = new SaidOfContacts();
    for (let index = 0; index <= 50_000; index += 1) said.add(update({ name: 'x' }, String(index)), 0)(true);
    expect(said.isRepeated(update({ name: 'x' }, '49999'), 0)).toBe(true);
    expect(said.isRepeated(update({ name: 'x' }, '50000'), 0)).toBe(false);
  });

  it('never lets go what would change what those behind the queue know', () => {
    const step = record({
      values: dictionary(constantFrom('name', 'picture'), constantFrom('a', 'b'), { minKeys: 1 }),
      ends: constantFrom('queued', 'lost', 'open'),
      later: integer({ min: 0, max: minute }),
    });
    assert(
      property(array(step, { maxLength: 30 }), (steps) => {
        const said = new SaidOfContacts();
        /** What whoever reads the queue knows in the end; what is lost or still under way may come or not. */
        const known = new Map<string, Set<string>>();
        let now = 0;
        for (const { values, ends, later } of steps) {
          now += later;
          if (said.isRepeated(update(values), now)) {
            for (const [name, value] of Object.entries(values)) expect([...(known.get(name) ?? [])]).toEqual([value]);
            continue;
          }
          const tell = said.add(update(values), now);
          if (ends !== 'open') tell(ends === 'queued');
          for (const [name, value] of Object.entries(values))
            known.set(name, ends === 'queued' ? new Set([value]) : new Set([...(known.get(name) ?? []), value]));
        }
      }),
    );
  });
});
