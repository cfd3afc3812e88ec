import type { WhatsappNumberResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { diskFillingUp, numbersDown } from './find-problems.js';
import { noticeChanges } from './problem.js';

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

describe('diskFillingUp', () => {
  it('begins above 85 %', () => {
    expect(diskFillingUp('media', { size: 100, free: 15 })).toEqual([]);
    expect(diskFillingUp('media', { size: 100, free: 14 })).toMatchObject([{ text: expect.stringContaining('86 %') }]);
    expect(diskFillingUp('media', { size: 0, free: 0 })).toEqual([]);
  });
});

describe('noticeChanges', () => {
  const problem = { kind: 'number-down', subject: 'a', text: '' } as const;
  const notice = { id: '1', kind: 'number-down', subject: 'a' };

  it('tells each once when it begins and once when it is over', () => {
    expect(noticeChanges([], [problem])).toEqual({ begun: [problem], over: [] });
    expect(noticeChanges([notice], [problem])).toEqual({ begun: [], over: [] });
    expect(noticeChanges([notice], [])).toEqual({ begun: [], over: [notice] });
  });

  it('takes nothing for over that could not be looked at', () => {
    expect(noticeChanges([notice], [], new Set(['number-down']))).toEqual({ begun: [], over: [] });
  });
});
