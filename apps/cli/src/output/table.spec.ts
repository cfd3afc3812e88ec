import { describe, expect, it } from 'vitest';
import { list, table } from './table.js';

describe('table', () => {
  it('aligns columns under their names, and shows what is absent', () => {
    expect(
      table(
        [
          { id: 1, name: 'Sales', x: 0 },
          { id: 22, name: null, x: 0 },
        ],
        ['id', 'name'],
      ),
    ).toBe('id  name\n1   Sales\n22  –');
    expect(table([])).toBe('none');
  });

  it('lists one thing property by property', () => {
    expect(list({ id: 1, phone: { a: 2 } })).toBe('id     1\nphone  {"a":2}');
  });
});
