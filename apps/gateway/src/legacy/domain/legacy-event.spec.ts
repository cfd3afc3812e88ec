import type { LoggedEvent } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { toLegacyEvent } from './legacy-event.js';

const at = '2026-01-02T03:04:05.000Z';
const event = (type: LoggedEvent['type'], data: unknown): LoggedEvent => ({ seq: 1, type, at, data }) as LoggedEvent;

describe('a live event for the old front end', () => {
  it('of a new message names the ticket that it is in', () => {
    const message = {
      id: 'm',
      ticketId: 't',
      direction: 'in',
      kind: 'text',
      text: 'hi',
      deletedAt: null,
      author: null,
    };
    expect(toLegacyEvent(event('message.created', message))).toMatchObject({
      name: 'new-message',
      data: { id: 'm', ticket_id: 't', content: 'hi', sender: 'client' },
    });
    expect(toLegacyEvent(event('message.created', { ...message, ticketId: null }))).toBeUndefined();
  });

  it.each([
    ['pending', 'pendente'],
    ['open', 'atendimento'],
    ['resolved', 'finalizado'],
  ])('of a ticket that is %s says %s', (status, said) => {
    const data = { ticketId: 't', status: said };
    expect(toLegacyEvent(event('ticket.updated', { id: 't', status }))).toEqual({ name: 'ticket-updated', data });
  });

  it.each([
    ['open', 'connected'],
    ['close', 'disconnected'],
    ['missing', 'disconnected'],
  ])('of a number in state %s says that it is %s', (state, status) => {
    const number = { instanceName: 'sales', state, stateAt: null, trouble: { code: 'x', message: 'a reason' } };
    const data = { instance: 'sales', status, state, timestamp: at, message: 'a reason' };
    expect(toLegacyEvent(event('number.updated', number))).toEqual({ name: 'connection-update', data });
  });

  it.each(['message.updated', 'ticket.read', 'agent.updated'] as const)('is none of %s', (type) => {
    expect(toLegacyEvent(event(type, {}))).toBeUndefined();
  });
});
