import type { LoggedEvent, MessageResource } from '@bkcrm/contracts';

/** The newest messages of a conversation as they stood at a position of the event log. */
export interface NewestPage {
  seq: number;
  /** The newest first. A message that an event brought has no cursor: its exact place is the database's to say. */
  items: { message: MessageResource; cursor: string | null }[];
  /** Whether these are all there are. */
  isComplete: boolean;
}

/** Messages kept of a conversation. */
export const pageSize = 100;

/**
 * Only pages of which every change is told by an event. Messages without a ticket come and change quietly: with one of them
 * in sight, only the database knows.
 */
export const isKeepable = ({ items }: NewestPage): boolean => items.every(({ message }) => message.ticketId !== null);

/** The page after the events, which are in order; undefined when only the database can tell. */
export function pageAfter(page: NewestPage, events: readonly LoggedEvent[], seq: number): NewestPage | undefined {
  let next: NewestPage | undefined = page;
  for (const event of events) {
    if (next === undefined) return undefined;
    if (event.type === 'message.created') next = withCreated(next, event.data as MessageResource);
    else if (event.type === 'message.updated') next = withUpdated(next, event.data as MessageResource);
    else return undefined;
  }
  return next === undefined ? undefined : { ...next, seq };
}

function withCreated(page: NewestPage, message: MessageResource): NewestPage | undefined {
  if (page.items.some((item) => item.message.id === message.id)) return withUpdated(page, message);
  const [newest] = page.items;
  // Two in one second are put in order by what only the database knows.
  if (newest !== undefined && message.sentAt <= newest.message.sentAt) return undefined;
  if (newest === undefined && !page.isComplete) return undefined;
  if (page.items.some((item) => quotes(item.message, message))) return undefined;
  const items = [{ message, cursor: null }, ...page.items];
  return { ...page, items: items.slice(0, pageSize), isComplete: page.isComplete && items.length <= pageSize };
}

function withUpdated(page: NewestPage, message: MessageResource): NewestPage | undefined {
  const known = page.items.find((item) => item.message.id === message.id);
  if (known === undefined) {
    const oldest = page.items.at(-1);
    const isBeyond = !page.isComplete && oldest !== undefined && message.sentAt < oldest.message.sentAt;
    return isBeyond ? page : undefined;
  }
  if (known.message.sentAt !== message.sentAt || message.ticketId === null) return undefined;
  // The page may have been read after this event.
  if (known.message.version > message.version) return page;
  const items = page.items.map((item) => (item === known ? { message, cursor: item.cursor } : item));
  return { ...page, items };
}

/** Whether a message waits for the other to be there: it quotes it, and could not say its id so far. */
function quotes(message: MessageResource, other: MessageResource): boolean {
  const { quoted } = message.content as { quoted?: { whatsappId?: string | null } };
  return message.quotedMessageId === null && quoted?.whatsappId != null && quoted.whatsappId === other.whatsappId;
}

/** The first messages of the page; undefined when it does not reach so far. */
export function firstOf(
  { items, isComplete }: NewestPage,
  limit: number,
): { items: MessageResource[]; nextCursor: string | null } | undefined {
  const first = items.slice(0, limit);
  const messages = first.map(({ message }) => message);
  if (isComplete && items.length <= limit) return { items: messages, nextCursor: null };
  const cursor = first.length === limit ? first.at(-1)?.cursor : undefined;
  return typeof cursor === 'string' ? { items: messages, nextCursor: cursor } : undefined;
}
