import { describe, expect, it } from 'vitest';
import { formatPhone, nameOf } from './phone.js';
import { dayName, listTime } from './times.js';

const now = new Date(2026, 10, 25, 9, 30);
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();

describe('times in a list', () => {
  it('shows the time today, the word yesterday, the weekday within a week, else the date', () => {
    expect(listTime(at(25, 8), now, 'pt-BR', 'Ontem')).toBe('08:00');
    expect(listTime(at(24, 23), now, 'pt-BR', 'Ontem')).toBe('Ontem');
    expect(listTime(at(21, 8), now, 'pt-BR', 'Ontem')).toMatch(/^sáb/);
    expect(listTime(at(10, 8), now, 'pt-BR', 'Ontem')).toBe('10/11/26');
  });

  it('shows the time for a clock that is ahead of ours', () => {
    expect(listTime(at(26, 1), now, 'pt-BR', 'Ontem')).toBe('01:00');
  });
});

describe('names of days', () => {
  it('counts calendar days, not hours', () => {
    const words = { today: 'Hoje', yesterday: 'Ontem' };
    expect(dayName(at(25, 0), now, 'pt-BR', words)).toBe('Hoje');
    expect(dayName(at(24, 23), now, 'pt-BR', words)).toBe('Ontem');
    expect(dayName(at(1, 12), now, 'pt-BR', words)).toBe('1 de novembro de 2026');
  });
});

describe('phone numbers', () => {
  it('writes Brazilian ones with and without the ninth digit, and leaves others alone', () => {
    expect(formatPhone('5511987654321')).toBe('+55 11 98765-4321');
    expect(formatPhone('551187654321')).toBe('+55 11 8765-4321');
    expect(formatPhone('351912345678')).toBe('+351912345678');
  });

  it('stand in for a name that nobody knows, and for no other', () => {
    const phone = '5511987654321';
    expect(nameOf({ name: '+5511987654321', phone })).toBe('+55 11 98765-4321');
    expect(nameOf({ name: 'Maria', phone })).toBe('Maria');
    expect(nameOf({ name: '?', phone: null })).toBe('?');
  });
});
