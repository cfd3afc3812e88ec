import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSequence } from './event-sequence.js';
import { anEvent } from './events.fixture.js';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('EventSequence', () => {
  it('holds back what came too early until the missing number is there', () => {
    const sequence = new EventSequence(4);
    expect(sequence.accept([anEvent(6)])).toEqual([]);
    expect(sequence.hasHole).toBe(true);
    expect(sequence.accept([anEvent(5)]).map(({ seq }) => seq)).toEqual([5, 6]);
    expect(sequence.hasHole).toBe(false);
  });

  it('knows of a hole at the end only when told how far the log is', () => {
    const sequence = new EventSequence(4);
    sequence.expect(6);
    expect(sequence.hasHole).toBe(true);
    sequence.accept([anEvent(5), anEvent(6)]);
    expect(sequence.hasHole).toBe(false);
  });

  it('keeps no more than it may: what it drops is a hole that the database fills', () => {
    const sequence = new EventSequence(0, 3);
    sequence.accept(range(2, 6).map((seq) => anEvent(seq)));
    expect(sequence.accept([anEvent(1)]).map(({ seq }) => seq)).toEqual([1]);
    expect(sequence.hasHole).toBe(true);
    expect(sequence.accept(range(2, 6).map((seq) => anEvent(seq))).map(({ seq }) => seq)).toEqual(range(2, 6));
  });

  it('releases every number once and in order, whatever the order and repetition of arrival', () => {
    const arrivals = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        batches: fc.array(fc.array(fc.integer({ min: 1, max: count }), { maxLength: 10 }), { maxLength: 20 }),
      }),
    );
    fc.assert(
      fc.property(arrivals, ({ count, batches }) => {
        const sequence = new EventSequence(0);
        const released = batches.flatMap((batch) => sequence.accept(batch.map((seq) => anEvent(seq))));
        // The database fills whatever is still missing.
        released.push(...sequence.accept(range(sequence.position + 1, count).map((seq) => anEvent(seq))));
        expect(released.map(({ seq }) => seq)).toEqual(range(1, count));
      }),
    );
  });
});
