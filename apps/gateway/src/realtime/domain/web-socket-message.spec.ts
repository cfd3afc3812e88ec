import { expect, it } from 'vitest';
import { webSocketMessage } from './web-socket-message.js';

it.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])('a text of %i bytes follows its size', (size, head) => {
  const message = webSocketMessage('x'.repeat(size));
  expect([...message.subarray(0, head.length)]).toEqual(head);
  expect(message).toHaveLength(head.length + size);
});

it('counts bytes, not characters', () => {
  const message = webSocketMessage('Olá 👋');
  expect([...message.subarray(0, 2)]).toEqual([0x81, 9]);
  expect(String(message.subarray(2))).toBe('Olá 👋');
});
