import type { MessageResource } from '@bkcrm/contracts';
import { withEntry } from './state.js';
import type { ClientState, Conversation, Place, RecentMessage } from './state.js';

/** More than any page takes to arrive; a page that is older than all of them is asked for again. */
const mostRecent = 2_000;

export function compareMessages(a: Place, b: Place): number {
  if (a.sentAt !== b.sentAt) return a.sentAt < b.sentAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** A message as an event brought it. */
export function applyMessageEvent(state: ClientState, message: MessageResource, seq: number): ClientState {
  const remembered = remember(state, { seq, type: 'stored', message });
  return confirmPending(place(nameConversation(remembered, message), message), message);
}

export function applyMessageRemoved(state: ClientState, id: string, seq: number): ClientState {
  return takeOut(remember(state, { seq, type: 'removed', id }), id);
}

/** A message as the answer to sending it. */
export function mergeMessageAnswer(state: ClientState, message: MessageResource): ClientState {
  return confirmPending(place(nameConversation(state, message), message), message);
}

export interface MessagePage {
  ticketId: string;
  items: MessageResource[];
  nextCursor: string | null;
  /** Where the log stood before the page was read. */
  seq: number;
  /** The cursor that it was asked for with; null: the newest page. */
  before: string | null;
}

/** Whether the events between the page and now are all still remembered. */
export function canMergePage(state: ClientState, page: MessagePage): boolean {
  return state.recent.length < mostRecent || (state.recent[0]?.seq ?? 0) <= page.seq + 1;
}

/** A page of history. Events that the page is too old to know are applied to it again. */
export function mergeMessagePage(state: ClientState, page: MessagePage): ClientState {
  const thread = state.threads.get(page.ticketId);
  if (thread === undefined) return state;
  const conversationId = page.items[0]?.conversationId ?? thread.conversationId;
  let next: ClientState = {
    ...state,
    threads: withEntry(state.threads, page.ticketId, {
      conversationId,
      isLoaded: true,
      isLoadingOlder: page.before === null && thread.isLoadingOlder,
    }),
  };
  const known = conversationId === null ? undefined : state.conversations.get(conversationId);
  if (conversationId !== null) {
    const isDeeper = known === undefined || reachesBelow(page, known);
    const conversation = {
      messages: known?.messages ?? [],
      olderCursor: isDeeper ? page.nextCursor : known.olderCursor,
      floor: isDeeper ? (page.items.at(-1) ?? null) : known.floor,
    };
    next = { ...next, conversations: withEntry(next.conversations, conversationId, conversation) };
    for (const message of page.items) next = confirmPending(insert(next, message), message);
  }
  for (const event of state.recent) {
    if (event.seq <= page.seq) continue;
    if (event.type === 'removed') next = takeOut(next, event.id);
    else if (event.message.conversationId === conversationId || event.message.ticketId === page.ticketId)
      next = place(nameConversation(next, event.message), event.message);
  }
  return next;
}

/** Within a millisecond the server has an order of its own: there the cursor says where a page belongs. */
function reachesBelow(page: MessagePage, { olderCursor, floor }: Conversation): boolean {
  const oldest = page.items.at(-1);
  if (olderCursor === null) return false;
  if (page.before === olderCursor) return true;
  return page.nextCursor === null || (oldest !== undefined && floor !== null && compareMessages(oldest, floor) < 0);
}

function remember(state: ClientState, event: RecentMessage): ClientState {
  return { ...state, recent: [...state.recent.slice(1 - mostRecent), event] };
}

/** A thread that was empty learns its conversation from its first message. */
function nameConversation(state: ClientState, message: MessageResource): ClientState {
  const thread = message.ticketId === null ? undefined : state.threads.get(message.ticketId);
  if (message.ticketId === null || thread === undefined || !thread.isLoaded || thread.conversationId !== null)
    return state;
  const conversations = state.conversations.has(message.conversationId)
    ? state.conversations
    : withEntry(state.conversations, message.conversationId, { messages: [], olderCursor: null, floor: null });
  const named = { ...thread, conversationId: message.conversationId };
  return { ...state, conversations, threads: withEntry(state.threads, message.ticketId, named) };
}

/** Puts a message where it belongs, if that part of its conversation is loaded. */
function place(state: ClientState, message: MessageResource): ClientState {
  const moved = leaveOtherConversations(state, message);
  const conversation = moved.conversations.get(message.conversationId);
  if (conversation === undefined || isBefore(conversation, message)) return moved;
  return insert(moved, message);
}

function insert(state: ClientState, message: MessageResource): ClientState {
  const conversation = state.conversations.get(message.conversationId);
  if (conversation === undefined) return state;
  const index = conversation.messages.findIndex(({ id }) => id === message.id);
  const present = conversation.messages[index];
  if (present !== undefined && present.version > message.version) return state;
  const rest = present === undefined ? conversation.messages : conversation.messages.toSpliced(index, 1);
  const after = rest.findLastIndex((other) => compareMessages(other, message) < 0);
  const messages = rest.toSpliced(after + 1, 0, message);
  return withConversation(state, message.conversationId, { ...conversation, messages });
}

function isBefore({ floor, olderCursor }: Conversation, message: MessageResource): boolean {
  return olderCursor !== null && floor !== null && compareMessages(message, floor) < 0;
}

function leaveOtherConversations(state: ClientState, message: MessageResource): ClientState {
  for (const [id, conversation] of state.conversations) {
    if (id === message.conversationId) continue;
    const index = conversation.messages.findIndex((other) => other.id === message.id);
    if (index >= 0)
      return withConversation(state, id, { ...conversation, messages: conversation.messages.toSpliced(index, 1) });
  }
  return state;
}

function takeOut(state: ClientState, messageId: string): ClientState {
  for (const [id, conversation] of state.conversations) {
    const messages = conversation.messages.filter((message) => message.id !== messageId);
    if (messages.length < conversation.messages.length)
      return withConversation(state, id, { ...conversation, messages });
  }
  return state;
}

/** The message that was pending is there: it must not show twice. */
function confirmPending(state: ClientState, { clientId }: MessageResource): ClientState {
  if (clientId === null || !state.pending.some((pending) => pending.clientId === clientId)) return state;
  return { ...state, pending: state.pending.filter((pending) => pending.clientId !== clientId) };
}

function withConversation(state: ClientState, id: string, conversation: Conversation): ClientState {
  return { ...state, conversations: withEntry(state.conversations, id, conversation) };
}
