import type { MessageResource } from '@bkcrm/contracts';
import { expect, it } from 'vitest';
import { mergeMessagePage } from './messages.js';
import { initialState } from './state.js';

const ticketId = 'ticket';
const aMessage = (id: string): MessageResource =>
  ({ id, ticketId, conversationId: 'conversation', sentAt: '2026-11-26T12:00:00.000Z', version: 1 }) as MessageResource;

it('goes further back through messages of one second, in whatever order the server has them', () => {
  const thread = { conversationId: null, isLoaded: false, isLoadingOlder: false };
  const opened = { ...initialState, threads: new Map([[ticketId, thread]]) };
  const newest = { ticketId, items: [aMessage('b'), aMessage('a')], nextCursor: 'behind a', seq: 1, before: null };
  const older = { ticketId, items: [aMessage('d'), aMessage('c')], nextCursor: 'behind c', seq: 1, before: 'behind a' };
  const loaded = mergeMessagePage(mergeMessagePage(opened, newest), older).conversations.get('conversation');
  expect(loaded?.olderCursor).toBe('behind c');
  expect(loaded?.messages).toHaveLength(4);
});
