import { describe, expect, it } from 'vitest';
import { BackupSchedule } from './schedule.js';

const schedule = new BackupSchedule('0 2 * * *', 'America/Sao_Paulo');
const runs = (after: string, until: string, of = schedule): string[] =>
  of.due(new Date(after), new Date(until)).map(({ at, day }) => `${at.toISOString()} ${day}`);

describe('the schedule of backups', () => {
  it('is due once it is two o’clock where the help desk is, with the day before', () => {
    expect(runs('2026-11-24T05:00:00Z', '2026-11-25T04:59:59Z')).toEqual([]);
    expect(runs('2026-11-24T05:00:00Z', '2026-11-25T05:00:00Z')).toEqual(['2026-11-25T05:00:00.000Z 2026-11-24']);
    expect(schedule.next(new Date('2026-11-25T05:00:00Z'))).toEqual(new Date('2026-11-26T05:00:00Z'));
  });

  it('makes up for every day that was missed', () => {
    expect(runs('2026-11-20T05:00:00Z', '2026-11-23T12:00:00Z')).toEqual([
      '2026-11-21T05:00:00.000Z 2026-11-20',
      '2026-11-22T05:00:00.000Z 2026-11-21',
      '2026-11-23T05:00:00.000Z 2026-11-22',
    ]);
    expect(runs('2020-01-01T00:00:00Z', '2026-11-23T12:00:00Z')).toHaveLength(31);
  });

  it('leaves out no day where clocks are changed', () => {
    const lisbon = new BackupSchedule('0 2 * * *', 'Europe/Lisbon');
    const days = lisbon.due(new Date('2026-03-27T03:00:00Z'), new Date('2026-03-31T12:00:00Z')).map(({ day }) => day);
    expect(days).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']);
    const newYork = new BackupSchedule('30 2 * * *', 'America/New_York');
    const spring = newYork.due(new Date('2026-03-06T12:00:00Z'), new Date('2026-03-10T12:00:00Z'));
    expect(spring.map(({ day }) => day)).toEqual(['2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09']);
  });

  it('is no schedule when the expression is none', () => {
    expect(() => new BackupSchedule('at two', 'America/Sao_Paulo')).toThrow();
  });
});
