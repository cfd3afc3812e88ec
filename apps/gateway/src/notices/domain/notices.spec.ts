import { readFileSync } from 'node:fs';
import type { WhatsappNumberResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import {
  backupLateAfterHours,
  backupsLate,
  certificatesExpiring,
  disksFillingUp,
  expiringWithinDays,
  ledgerDiffers,
  lettersWaiting,
  numbersDown,
  servicesDown,
} from './find-problems.js';
import { noticeChanges } from './problem.js';
import type { Findings, Problem } from './problem.js';

const now = new Date('2026-06-15T12:00:00Z');
const ago = (seconds: number): string => new Date(Number(now) - seconds * 1_000).toISOString();
const number = (fields: Partial<WhatsappNumberResource>): WhatsappNumberResource =>
  ({ id: 'a', name: 'Loja', phone: '5511', state: 'close', stateAt: ago(121), ...fields }) as WhatsappNumberResource;

describe('numbersDown', () => {
  it('are those that have been closed or missing for more than two minutes', () => {
    const numbers = [
      number({ id: 'long' }),
      number({ id: 'missing', state: 'missing' }),
      number({ id: 'just', stateAt: ago(119) }),
      number({ id: 'open', state: 'open' }),
      number({ id: 'unseen', stateAt: null }),
      number({ id: 'never linked', phone: null }),
    ];
    expect(numbersDown(numbers, now).map(({ subject }) => subject)).toEqual(['long', 'missing']);
  });
});

const on = (host: string, folder: string, free: number, size = 100) => ({ host, disks: [{ folder, size, free }] });

describe('disksFillingUp', () => {
  it('begins above 85 %', () => {
    expect(disksFillingUp([on('a', 'media', 15)]).problems).toEqual([]);
    expect(disksFillingUp([on('a', 'media', 14)]).problems).toMatchObject([{ data: { percent: 86 } }]);
    expect(disksFillingUp([on('a', 'media', 0, 0)]).problems).toEqual([]);
  });

  it('tells of what all share once, and of what each has for itself by its host', () => {
    const reports = [on('a', 'media', 10), on('b', 'media', 5), on('a', 'spool', 10), on('b', 'spool', 50)];
    const { problems, seen } = disksFillingUp(reports);
    expect(problems.map(({ subject, data }) => [subject, data['percent']])).toEqual([
      ['media', 95],
      ['spool a', 90],
    ]);
    expect([...(seen ?? [])]).toEqual(['media', 'spool a', 'spool b']);
  });
});

const hours = (count: number): Date => new Date(Number(now) - count * 3_600_000);
const subjects = (full: Date | null, daily: Date | null, since: Date | null): string[] =>
  backupsLate({ full, daily, since }, now).map(({ subject }) => subject);

describe('backupsLate', () => {
  it('are those whose last good one is older than a day and two hours, by kind', () => {
    expect(subjects(hours(26), hours(25), hours(900))).toEqual([]);
    expect(subjects(hours(26.1), hours(25), hours(900))).toEqual(['full']);
    expect(subjects(hours(1), hours(27), hours(900))).toEqual(['daily']);
    expect(subjects(null, null, hours(25))).toEqual([]);
    expect(subjects(null, null, hours(27))).toEqual(['full', 'daily']);
    expect(subjects(null, null, null)).toEqual([]);
  });

  it('goes by the same rule as the alert', () => {
    const rules = readFileSync(new URL('../../../../../deploy/prometheus/rules/alerts.yaml', import.meta.url), 'utf8');
    expect(rules).toContain(`max(bkcrm_backup_age_seconds) > ${backupLateAfterHours} * 3600`);
  });
});

describe('lettersWaiting', () => {
  it('tells of each box that is not empty, and says nothing of one that nobody told of', () => {
    const { problems, seen } = lettersWaiting({ ticket: 2, quarantine: 0 });
    expect(problems).toMatchObject([{ subject: 'ticket', data: { box: 'ticket', count: 2 } }]);
    expect([...(seen ?? [])]).toEqual(['ticket', 'quarantine']);
    expect(lettersWaiting(null)).toEqual({ problems: [], seen: new Set() });
  });
});

describe('ledgerDiffers', () => {
  it('is over only once it is known that it does not', () => {
    expect(ledgerDiffers({ difference: 3 }).problems).toMatchObject([{ data: { difference: 3 } }]);
    expect(ledgerDiffers({ difference: 0 })).toEqual({ problems: [], seen: new Set(['ledger']) });
    expect(ledgerDiffers(null)).toEqual({ problems: [], seen: new Set() });
  });
});

describe('certificatesExpiring', () => {
  it('are those that run out within two weeks, as in the alert', () => {
    const certificates = [
      { server: 'soon', expiresAt: '2026-06-29T11:59:00Z' },
      { server: 'past', expiresAt: '2026-06-01T00:00:00Z' },
      { server: 'fine', expiresAt: '2026-06-29T12:00:00Z' },
    ];
    const { problems, seen } = certificatesExpiring(certificates, now);
    expect(problems.map(({ subject }) => subject)).toEqual(['soon', 'past']);
    expect(seen).toEqual(new Set(['soon', 'past', 'fine']));
    const rules = readFileSync(new URL('../../../../../deploy/prometheus/rules/alerts.yaml', import.meta.url), 'utf8');
    expect(rules).toContain(`< ${expiringWithinDays} * 86400`);
  });
});

describe('servicesDown', () => {
  it('names each', () => {
    expect(servicesDown(['ticket'])).toMatchObject([{ subject: 'ticket', data: { service: 'ticket' } }]);
  });
});

const found = (problems: Problem[], seen?: string[]): Map<string, Findings> =>
  new Map([['number-down', { problems, ...(seen && { seen: new Set(seen) }) }]]);

describe('noticeChanges', () => {
  const problem: Problem = { kind: 'number-down', subject: 'a', text: 'down', data: {} };
  const notice = { id: '1', kind: 'number-down', subject: 'a', text: 'down' };

  it('tells each once when it begins and once when it is over', () => {
    expect(noticeChanges([], found([problem]))).toEqual({ begun: [problem], over: [], changed: [] });
    expect(noticeChanges([notice], found([problem]))).toEqual({ begun: [], over: [], changed: [] });
    expect(noticeChanges([notice], found([]))).toEqual({ begun: [], over: [notice], changed: [] });
  });

  it('notes what goes on and is described otherwise', () => {
    const worse = { ...problem, text: 'worse' };
    expect(noticeChanges([notice], found([worse]))).toEqual({ begun: [], over: [], changed: [{ ...worse, id: '1' }] });
  });

  it('takes nothing for over that could not be looked at', () => {
    expect(noticeChanges([notice], new Map()).over).toEqual([]);
    expect(noticeChanges([notice], found([], ['b'])).over).toEqual([]);
    expect(noticeChanges([notice], found([], ['a'])).over).toEqual([notice]);
  });
});
