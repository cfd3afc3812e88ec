import type { Audience, LoggedEvent } from '@bkcrm/contracts';
import { encodeEvent } from './encoded-event.js';
import type { FreshEvent } from './encoded-event.js';

export const forAll: Audience = { everyone: true, departmentIds: [], agentIds: [] };
export const forDepartment = (id: string): Audience => ({ everyone: false, departmentIds: [id], agentIds: [] });
export const seesDepartment =
  (id: string) =>
  (audience: Audience): boolean =>
    audience.everyone || audience.departmentIds.includes(id);

/** An event about ticket `t<seq>`. */
export function anEvent(seq: number, overrides: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    seq,
    type: 'ticket.updated',
    at: '2026-11-25T12:00:00.000Z',
    data: { id: `t${seq}` },
    ticketId: `t${seq}`,
    audienceBefore: forAll,
    audienceAfter: forAll,
    receivedAt: null,
    traceparent: null,
    ...overrides,
  };
}

export const anEncodedEvent = (seq: number, overrides: Partial<LoggedEvent> = {}): FreshEvent =>
  encodeEvent(anEvent(seq, overrides));
