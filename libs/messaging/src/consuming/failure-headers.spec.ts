import { describe, expect, it } from 'vitest';
import { withFailure } from './failure-headers.js';

const delivery = { attempt: 0, exchange: 'bkcrm.inbound', routingKey: 'p0.x', headers: { traceparent: 'trace' } };
const now = new Date('2026-11-25T13:00:00Z');

describe('withFailure', () => {
  it('adds why, how often and since when, and keeps the rest', () => {
    expect(withFailure(delivery, { reason: 'Error 22P02', stackHash: 'abc' }, now)).toEqual({
      traceparent: 'trace',
      'x-attempt': 1,
      'x-reason': 'Error 22P02',
      'x-stack-hash': 'abc',
      'x-first-failed-at': '2026-11-25T13:00:00.000Z',
      'x-original-exchange': 'bkcrm.inbound',
      'x-original-routing-key': 'p0.x',
    });
  });

  it('remembers the first failure', () => {
    const first = withFailure(delivery, { reason: 'one' }, now);
    const second = withFailure({ ...delivery, attempt: 1, headers: first }, { reason: 'two' }, new Date());
    expect(second).toMatchObject({ 'x-attempt': 2, 'x-reason': 'two', 'x-first-failed-at': now.toISOString() });
  });

  it('drops what the broker wrote about an earlier life', () => {
    const headers = { 'x-death': [{}], 'x-delivery-count': 3, 'x-first-death-queue': 'q', 'x-event': 'kept' };
    expect(Object.keys(withFailure({ ...delivery, headers }, { reason: 'r' }, now))).toEqual(
      expect.not.arrayContaining(['x-death', 'x-delivery-count', 'x-first-death-queue']),
    );
    expect(withFailure({ ...delivery, headers }, { reason: 'r' }, now)).toMatchObject({ 'x-event': 'kept' });
  });
});
