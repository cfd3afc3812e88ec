/** One part of the old front end sends the ticket's id bare, where the other sends an object. */
export const toTicketPayload = (payload: unknown): unknown =>
  typeof payload === 'string' ? { ticketId: payload } : payload;
