import { describe, expect, it } from 'vitest';
import { begunAt, endingAfter, journalName, outlived } from './journal-files.js';
import type { JournalFile } from './journal-files.js';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 25, hour));
const file = (hour: number, bytes = 10): JournalFile => ({ name: journalName(at(hour)), begunAt: at(hour), bytes });
const hours = (files: Pick<JournalFile, 'begunAt'>[]): number[] => files.map((each) => each.begunAt.getUTCHours());

describe('a file of the journal', () => {
  it('says in its name when it was begun, compressed or not', () => {
    const name = journalName(at(7));
    expect(name).toBe('2026-11-25T07-00-00.000Z.journal');
    expect(begunAt(name)).toEqual(at(7));
    expect(begunAt(`${name}.gz`)).toEqual(at(7));
    expect(begunAt(`${name}.gz.new`)).toBeUndefined();
    expect(begunAt('000000000001.segment')).toBeUndefined();
  });
});

describe('what the journal forgets', () => {
  it('is each file that ended before the time that is kept', () => {
    expect(hours(outlived([file(1), file(2), file(3), file(4)], at(3), 1000))).toEqual([1]);
    expect(hours(outlived([file(1), file(2), file(3), file(4)], at(4), 1000))).toEqual([1, 2]);
  });

  it('is the oldest when there is no room, and never the youngest', () => {
    expect(hours(outlived([file(1), file(2), file(3)], at(0), 25))).toEqual([1]);
    expect(hours(outlived([file(1), file(2), file(3, 500)], at(0), 25))).toEqual([1, 2]);
    expect(outlived([file(3, 500)], at(9), 25)).toEqual([]);
  });
});

describe('what a replay reads', () => {
  it('is each file that ended after the time asked for', () => {
    expect(hours(endingAfter([file(1), file(2), file(3)], at(0)))).toEqual([1, 2, 3]);
    expect(hours(endingAfter([file(1), file(2), file(3)], new Date(Date.UTC(2026, 10, 25, 2, 30))))).toEqual([2, 3]);
    expect(hours(endingAfter([file(1), file(2), file(3)], at(12)))).toEqual([3]);
  });
});
