import type { TicketEntry } from '@bkcrm/client';
import { describe, expect, it } from 'vitest';
import { filterOf, matchesSearch } from './list-filter.js';

const entry = (name: string, phone: string | null): TicketEntry =>
  ({ ticket: { number: 42, contact: { name, phone } } }) as unknown as TicketEntry;

describe('matchesSearch', () => {
  it('finds names without accents and case', () => {
    expect(matchesSearch(entry('João Conceição', null), 'joao conc')).toBe(true);
    expect(matchesSearch(entry('João', null), 'maria')).toBe(false);
  });

  it('finds phones however they are written, and tickets by number', () => {
    expect(matchesSearch(entry('Ana', '5511987654321'), '(11) 98765-4321')).toBe(true);
    expect(matchesSearch(entry('Ana', '5511987654321'), '#42')).toBe(true);
    expect(matchesSearch(entry('Ana', null), '98765')).toBe(false);
  });
});

describe('filterOf', () => {
  it('says mine, nobody’s or all, open or resolved', () => {
    expect(filterOf('mine', false, 'me')).toEqual({ status: ['pending', 'open'], assigneeId: 'me' });
    expect(filterOf('unassigned', false, 'me')).toEqual({ status: ['pending', 'open'], assigneeId: 'none' });
    expect(filterOf('all', true, 'me')).toEqual({ status: ['resolved'] });
  });
});
