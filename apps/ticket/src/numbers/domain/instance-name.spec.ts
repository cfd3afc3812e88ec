import { expect, it } from 'vitest';
import { instanceNameFor } from './instance-name.js';

it('an instance is named after its number, in letters that fit into an address', () => {
  const id = '0197a3f0-0000-7000-8000-0000c0ffee01';
  expect(instanceNameFor('Suporte São Paulo (1)', id)).toBe('suporte-sao-paulo-1-c0ffee01');
  expect(instanceNameFor('客服', id)).toBe('c0ffee01');
});
