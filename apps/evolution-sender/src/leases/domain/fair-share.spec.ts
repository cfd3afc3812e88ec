import { expect, it } from 'vitest';
import { fairShare } from './fair-share.js';

it('shares all numbers out', () => {
  expect(fairShare(10, 3)).toBe(4);
  expect(fairShare(1, 2)).toBe(1);
  expect(fairShare(0, 2)).toBe(0);
  expect(fairShare(5, 0)).toBe(5);
});
