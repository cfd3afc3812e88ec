import { describe, expect, it } from 'vitest';
import type { FreshEvent } from '../realtime/domain/encoded-event.js';
import { anEncodedEvent } from '../realtime/domain/events.fixture.js';
import type { EventFeed, FeedListener } from '../realtime/event-feed.js';
import { ConversationChanges } from './conversation-changes.js';

function aFeed() {
  let listener: FeedListener | undefined;
  let position = 0;
  const feed = {
    listen: (one: FeedListener) => (listener = one),
    get position() {
      return position;
    },
  };
  const happens = (...events: FreshEvent[]): void => {
    position = events.at(-1)?.seq ?? position;
    listener?.onEvents(events);
  };
  return { changes: new ConversationChanges(feed as unknown as EventFeed), happens };
}

const message = (seq: number, conversationId: string): FreshEvent =>
  anEncodedEvent(seq, { type: 'message.created', data: { id: `m${seq}`, conversationId } });
const numbers = (events: { seq: number }[] | undefined) => events?.map(({ seq }) => seq);

describe('ConversationChanges', () => {
  it('knows what happened in a conversation since a number, and that nothing happened in the others', () => {
    const { changes, happens } = aFeed();
    happens(message(1, 'a'), message(2, 'b'), message(3, 'a'));
    expect(numbers(changes.since('a', 0))).toEqual([1, 3]);
    expect(numbers(changes.since('a', 1))).toEqual([3]);
    expect(changes.since('c', 0)).toEqual([]);
  });

  it('holds so many events in all, and knows of those it let go that they were', () => {
    const { changes, happens } = aFeed();
    happens(message(1, 'a'), message(2, 'b'));
    happens(...Array.from({ length: 5_000 }, (_, index) => message(index + 3, `c${index % 500}`)));
    expect(changes.since('a', 0)).toBeUndefined();
    expect(changes.since('a', 1)).toEqual([]);
    expect(changes.since('b', 1)).toBeUndefined();
    expect(numbers(changes.since('c499', 0))).toHaveLength(10);
    happens(message(5_003, 'a'));
    expect(numbers(changes.since('a', 1))).toEqual([5_003]);
    expect(changes.since('a', 0)).toBeUndefined();
  });

  it('holds the last fifty of one conversation', () => {
    const { changes, happens } = aFeed();
    happens(...Array.from({ length: 60 }, (_, index) => message(index + 1, 'a')));
    expect(numbers(changes.since('a', 10))).toHaveLength(50);
    expect(changes.since('a', 9)).toBeUndefined();
  });
});
