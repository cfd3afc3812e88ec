import type { LiveEventType, LoggedEvent } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { encodeEvent } from './encoded-event.js';
import { EventRing } from './event-ring.js';
import { withoutErased } from './without-erased.js';

const audience = { everyone: true, departmentIds: [], agentIds: [] };
function event(seq: number, type: LiveEventType, ticketId: string | null, data: object): LoggedEvent {
  const times = { at: '2026-11-25T12:00:00.000Z', receivedAt: null, traceparent: null };
  return { seq, type, ticketId, data, audienceBefore: audience, audienceAfter: audience, ...times } as LoggedEvent;
}

describe('events before an erasure', () => {
  it('tell of removals only, under their numbers, and take less room', () => {
    const ring = new EventRing(0, { events: 10, size: 10_000 });
    ring.append(encodeEvent(event(1, 'ticket.created', 't1', { id: 't1', contact: { name: 'Zuleica' } })));
    ring.append(encodeEvent(event(2, 'message.created', 't1', { id: 'm1', text: 'Zuleica' })));
    ring.append(encodeEvent(event(3, 'message.created', 't2', { id: 'm2', text: 'Ana' })));
    const before = ring.size;
    ring.rewrite(withoutErased(event(4, 'conversation.erased', null, { ticketIds: ['t1'] })));
    const after = ring.after(0, 10)?.map(({ json }) => JSON.parse(json) as object);
    expect(after).toMatchObject([
      { seq: 1, type: 'ticket.removed', data: { id: 't1' } },
      { seq: 2, type: 'message.removed', data: { id: 'm1', ticketId: 't1' } },
      { seq: 3, type: 'message.created', data: { text: 'Ana' } },
    ]);
    expect(JSON.stringify(ring.after(0, 10))).not.toContain('Zuleica');
    expect(ring.size).toBeLessThan(before);
  });
});
