import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventRing } from './event-ring.js';
import { anEncodedEvent } from './events.fixture.js';

const numbers = (events: readonly { seq: number }[] | undefined): number[] | undefined => events?.map(({ seq }) => seq);

describe('EventRing', () => {
  it('keeps the newest events, and says when older ones are asked for', () => {
    const ring = new EventRing(10, { events: 3, size: 1_000_000 });
    for (const seq of [11, 12, 13, 14]) ring.append(anEncodedEvent(seq));
    expect(numbers(ring.after(11, 10))).toEqual([12, 13, 14]);
    expect(numbers(ring.after(12, 1))).toEqual([13]);
    expect(ring.after(10, 10)).toBeUndefined();
    expect(ring.after(14, 10)).toEqual([]);
  });

  it('lets old events go when they take too much room, but never the newest', () => {
    const size = anEncodedEvent(1).json.length;
    const ring = new EventRing(0, { events: 100, size: 2 * size });
    for (const seq of [1, 2, 3]) ring.append(anEncodedEvent(seq));
    expect(ring.after(0, 10)).toBeUndefined();
    expect(numbers(ring.after(1, 10))).toEqual([2, 3]);
    expect(ring.size).toBe(2 * size);
    const tiny = new EventRing(0, { events: 100, size: 1 });
    tiny.append(anEncodedEvent(1));
    expect(numbers(tiny.after(0, 10))).toEqual([1]);
  });

  it('answers the same to all who ask the same, until it has changed', () => {
    const ring = new EventRing(0, { events: 10, size: 1_000_000 });
    ring.append(anEncodedEvent(1));
    const answer = ring.after(0, 10);
    expect(ring.after(0, 10)).toBe(answer);
    ring.append(anEncodedEvent(2));
    expect(numbers(ring.after(0, 10))).toEqual([1, 2]);
    ring.rewrite(({ seq }) => anEncodedEvent(seq, { type: 'ticket.removed' }));
    expect(ring.after(0, 10)?.map(({ event }) => event.type)).toEqual(['ticket.removed', 'ticket.removed']);
  });

  it('refuses an event that does not follow', () => {
    const ring = new EventRing(5, { events: 3, size: 1_000 });
    expect(() => ring.append(anEncodedEvent(7))).toThrow('does not follow');
  });

  it('answers exactly the events after a number, or that it cannot', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(40),
        fc.nat(100),
        (start, events, count, asked) => {
          const ring = new EventRing(start, { events, size: 1_000_000 });
          for (let seq = start + 1; seq <= start + count; seq += 1) ring.append(anEncodedEvent(seq));
          const oldest = start + 1 + Math.max(0, count - events);
          const expected = Array.from({ length: start + count }, (_, index) => index + 1).filter((seq) => seq > asked);
          expect(numbers(ring.after(asked, 1_000))).toEqual(asked < oldest - 1 ? undefined : expected);
        },
      ),
    );
  });
});
