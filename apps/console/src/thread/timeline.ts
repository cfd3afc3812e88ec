import type { MessageResource } from '@bkcrm/contracts';
import { dayOf } from '../i18n/times.js';

export type TimelineItem =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'message'; key: string; message: MessageResource; isFirst: boolean; isLast: boolean };

/** Messages of one author closer than this stand together. */
const groupMs = 5 * 60_000;

/** What a thread shows, from the oldest to the newest. @param unreadFrom id of the message that the unread line stands before */
export function buildTimeline(messages: readonly MessageResource[], unreadFrom: string | null): TimelineItem[] {
  const items: TimelineItem[] = [];
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    const isNewDay = before === undefined || dayOf(before.sentAt) !== dayOf(message.sentAt);
    if (isNewDay) items.push({ type: 'day', key: `day-${dayOf(message.sentAt)}`, at: message.sentAt });
    if (message.id === unreadFrom) items.push({ type: 'unread', key: 'unread' });
    items.push({
      type: 'message',
      key: message.id,
      message,
      isFirst: isNewDay || message.id === unreadFrom || !belongTogether(before, message),
      isLast: after === undefined || after.id === unreadFrom || !belongTogether(message, after),
    });
  });
  return items;
}

/** The first of the newest `count` messages from the contact. */
export function firstUnread(messages: readonly MessageResource[], count: number): string | null {
  const received = messages.filter(({ direction }) => direction === 'in');
  return count <= 0 ? null : (received.at(-count)?.id ?? received[0]?.id ?? null);
}

function belongTogether(a: MessageResource, b: MessageResource): boolean {
  return (
    a.direction === b.direction &&
    a.author?.id === b.author?.id &&
    a.participant?.jid === b.participant?.jid &&
    dayOf(a.sentAt) === dayOf(b.sentAt) &&
    Date.parse(b.sentAt) - Date.parse(a.sentAt) < groupMs
  );
}
