import { describe, expect, it } from 'vitest';
import { toTicketPayload } from './ticket-payload.js';

describe('which ticket the old front end means', () => {
  it('is said by its bare id or in an object, and nothing else is changed', () => {
    expect(toTicketPayload('t')).toEqual({ ticketId: 't' });
    const payload = { ticketId: 't', userId: 'u' };
    expect(toTicketPayload(payload)).toBe(payload);
    expect(toTicketPayload(undefined)).toBeUndefined();
  });
});
