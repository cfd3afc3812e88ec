import { expect, it } from 'vitest';
import { indented } from './indented.js';

it('makes JSON readable, and leaves what is none', () => {
  expect(indented('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(indented('{"a":')).toBe('{"a":');
});
