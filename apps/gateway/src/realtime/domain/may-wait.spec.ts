import { expect, it } from 'vitest';
import { anEvent } from './events.fixture.js';
import { mayWait } from './may-wait.js';

it.each([
  ['message.updated', 'out', 'read', true],
  ['message.updated', 'out', 'delivered', true],
  ['message.updated', 'out', 'sent', false],
  ['message.updated', 'out', 'failed', false],
  ['message.updated', 'in', 'read', false],
  ['message.created', 'out', 'read', false],
  ['ticket.updated', undefined, 'open', false],
] as const)('%s, %s and %s may wait: %s', (type, direction, status, expected) => {
  expect(mayWait(anEvent(1, { type, data: { id: 'm', direction, status } }))).toBe(expected);
});
