import { describe, expect, it } from 'vitest';
import { RequestRefused, RequestTimedOut, RequestUndeliverable } from '../errors.js';
import { PendingRequests } from './pending-requests.js';
import { encodeRefusal, encodeReply } from './wire.js';

describe('PendingRequests', () => {
  it('gives each answer to who asked', async () => {
    const pending = new PendingRequests();
    const [first, second] = [pending.add('1', 't', 10), pending.add('2', 't', 10)];
    pending.answer('2', encodeReply({ n: 2 }));
    pending.answer('1', encodeReply(undefined));
    pending.answer('3', encodeReply('nobody asked'));
    expect(await first).toBeUndefined();
    expect(await second).toEqual({ n: 2 });
    expect(pending.size).toBe(0);
  });

  it('throws refusals with everything they carry', async () => {
    const pending = new PendingRequests();
    const asked = pending.add('1', 't', 10);
    pending.answer('1', encodeRefusal(new RequestRefused('ticket.resolved', 409, 'it is resolved', { id: 7 })));
    await expect(asked).rejects.toMatchObject({ code: 'ticket.resolved', status: 409, details: { id: 7 } });
  });

  it('ends what is overdue, returned, or cannot be answered any more', async () => {
    const pending = new PendingRequests();
    const asked = [pending.add('1', 't', 10), pending.add('2', 't', 99), pending.add('3', 't', 99)];
    const ends = Promise.allSettled(asked);
    pending.expire(10);
    pending.returned('2');
    pending.abandon();
    const reasons = (await ends).map((end) => (end.status === 'rejected' ? (end.reason as Error) : undefined));
    expect(reasons.map((reason) => reason?.constructor)).toEqual([
      RequestTimedOut,
      RequestUndeliverable,
      RequestTimedOut,
    ]);
  });

  it('ends a request whose answer makes no sense', async () => {
    const pending = new PendingRequests();
    const asked = pending.add('1', 't', 10);
    pending.answer('1', Buffer.from('no json'));
    await expect(asked).rejects.toThrow(SyntaxError);
  });
});
