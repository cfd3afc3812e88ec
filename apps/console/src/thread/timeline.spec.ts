import type { MessageResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { buildTimeline, firstUnread } from './timeline.js';

const message = (id: string, direction: 'in' | 'out', sentAt: Date): MessageResource =>
  ({ id, direction, sentAt: sentAt.toISOString(), author: null, participant: null }) as MessageResource;

const at = (day: number, minute: number): Date => new Date(2026, 10, day, 10, minute);

describe('buildTimeline', () => {
  it('separates days and groups what one side says in a row', () => {
    const items = buildTimeline(
      [
        message('a', 'in', at(1, 0)),
        message('b', 'in', at(1, 1)),
        message('c', 'out', at(1, 2)),
        message('d', 'out', at(1, 20)),
        message('e', 'out', at(2, 0)),
      ],
      null,
    );
    expect(items.map((item) => (item.type === 'message' ? [item.key, item.isFirst, item.isLast] : item.type))).toEqual([
      'day',
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
      'day',
      ['e', true, true],
    ]);
  });

  it('puts the unread line before the first unread message and starts a group there', () => {
    const messages = [message('a', 'in', at(1, 0)), message('b', 'in', at(1, 1))];
    const items = buildTimeline(messages, firstUnread(messages, 1));
    expect(items.map(({ key }) => key)).toEqual([items[0]?.key, 'a', 'unread', 'b']);
    expect(items[1]).toMatchObject({ isLast: true });
  });
});

describe('firstUnread', () => {
  const messages = [message('a', 'in', at(1, 0)), message('b', 'out', at(1, 1)), message('c', 'in', at(1, 2))];

  it('counts the contact’s messages only', () => {
    expect(firstUnread(messages, 0)).toBeNull();
    expect(firstUnread(messages, 1)).toBe('c');
    expect(firstUnread(messages, 2)).toBe('a');
    expect(firstUnread(messages, 9)).toBe('a');
  });
});
