import { v4 as randomId } from 'uuid';

/** Something to ask about, on one side of a department's border. */
export interface Things {
  ticketId: string;
  messageId: string;
  attachmentId: string;
  departmentId: string;
}

/** What each socket command is asked with. */
export const payloads: Record<string, (of: Things) => unknown> = {
  resume: () => ({ epoch: 'x', seq: 0 }),
  'ticket:open': ({ ticketId }) => ({ ticketId }),
  'ticket:close': ({ ticketId }) => ({ ticketId }),
  'ticket:read': ({ ticketId }) => ({ ticketId, readUpTo: new Date().toISOString() }),
  'message:send': ({ ticketId }) => ({ ticketId, clientId: randomId(), text: 'hi' }),
  typing: ({ ticketId }) => ({ ticketId, typing: true }),
  presence: () => ({ active: true }),
  'system:watch': () => ({ watching: false }),
  'message:edit': ({ ticketId, messageId }) => ({ ticketId, messageId, text: 'changed' }),
  'message:delete': ({ ticketId, messageId }) => ({ ticketId, messageId }),
  'message:react': ({ ticketId, messageId }) => ({ ticketId, messageId, emoji: '👍' }),
  'message:cancel': ({ ticketId, messageId }) => ({ ticketId, messageId }),
};
/** They look at no ticket: closing what is not open does nothing. */
export const withoutTicket = new Set(['resume', 'ticket:close', 'authenticate', 'presence', 'system:watch']);

/** Found out after the rights: this cannot be done with a customer's message. */
export const isOfMessage = (code = ''): boolean => code.startsWith('message.');
