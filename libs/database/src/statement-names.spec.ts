import { expect, it } from 'vitest';
import { StatementNames } from './statement-names.js';

it('gives each text a name of its own, always the same', () => {
  const names = new StatementNames();
  expect(names.of('SELECT 1')).toBe(names.of('SELECT 1'));
  expect(names.of('SELECT 2')).not.toBe(names.of('SELECT 1'));
});

it('stops naming before texts without end fill the memory of a connection, and still knows those it named', () => {
  const names = new StatementNames();
  const given = Array.from({ length: 1_000 }, (_value, index) => names.of(`SELECT ${index}`));
  expect(given.filter((name) => name !== undefined)).toHaveLength(500);
  expect(names.of('SELECT 7')).toBe(given[7]);
});
