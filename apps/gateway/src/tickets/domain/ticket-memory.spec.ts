import { describe, expect, it } from 'vitest';
import { anEvent, forAll, forDepartment } from '../../realtime/domain/events.fixture.js';
import { TicketMemory } from './ticket-memory.js';

const inSales = { conversationId: 'c', audience: forDepartment('sales') };
const inSupport = { conversationId: 'c', audience: forDepartment('support') };

const changed = (id: string, seq: number) => anEvent(seq, { data: { id } });
const erased = (ticketIds: string[], seq: number) =>
  anEvent(seq, {
    type: 'conversation.erased',
    data: { contactId: 'p', conversationIds: ['c'], ticketIds, before: null },
    ticketId: null,
  });

describe('a ticket that was read', () => {
  it('is remembered until an event changes it', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.put('t', inSales, 5);
    memory.onEvent(changed('another', 6));
    expect(memory.get('t')).toBe(inSales);
    memory.onEvent(changed('t', 7));
    expect(memory.get('t')).toBeUndefined();
    memory.put('t', inSupport, 7);
    expect(memory.get('t')).toBe(inSupport);
  });

  it('is not kept when an event that it does not know of came while it was read', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.onEvent(changed('t', 6));
    memory.put('t', inSales, 5);
    expect(memory.get('t')).toBeUndefined();
  });

  it('stays when an event comes of which it knows already', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.put('t', inSupport, 6);
    memory.onEvent(changed('t', 6));
    expect(memory.get('t')).toBe(inSupport);
  });

  it('takes the place of what was read before, never of what was read later', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.put('t', inSupport, 6);
    memory.put('t', inSales, 5);
    expect(memory.get('t')).toBe(inSupport);
  });

  it('is gone once it is erased, and nothing read before comes back', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.put('t', inSales, 5);
    memory.put('other', inSales, 5);
    memory.onEvent(erased(['t'], 6));
    memory.put('t', inSales, 5);
    expect([memory.get('t'), memory.get('other')]).toEqual([undefined, inSales]);
  });

  it('is not changed by what only concerns its messages', () => {
    const memory = new TicketMemory<typeof inSales>();
    memory.put('t', inSales, 5);
    memory.onEvent(anEvent(6, { type: 'message.removed', data: { id: 't', ticketId: 't' }, audienceAfter: forAll }));
    expect(memory.get('t')).toBe(inSales);
  });
});

describe('a memory that is full', () => {
  it('forgets what was asked for the longest ago', () => {
    const memory = new TicketMemory<typeof inSales>(2);
    memory.put('a', inSales, 1);
    memory.put('b', inSales, 1);
    memory.get('a');
    memory.put('c', inSales, 1);
    expect(['a', 'b', 'c'].map((id) => memory.get(id) !== undefined)).toEqual([true, false, true]);
  });

  it('keeps nothing that an event may have changed which it has forgotten', () => {
    const memory = new TicketMemory<typeof inSales>(1);
    memory.onEvent(changed('t', 6));
    memory.onEvent(changed('u', 7));
    memory.put('t', inSales, 5);
    expect(memory.get('t')).toBeUndefined();
    memory.put('t', inSupport, 7);
    expect(memory.get('t')).toBe(inSupport);
  });
});
