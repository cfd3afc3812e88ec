import { array, assert, boolean, integer, option, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeMessage } from './ticket-span.js';
import type { Span } from './ticket-span.js';

const hour = 3_600_000;
const at = (hours: number): Date => new Date(1_790_000_000_000 + hours * hour);
const rules = { adoptedAt: at(0), reopenWithinMs: hour / 2, now: at(200) };

/** The tickets of a conversation one after another; at most the last is open. */
const conversations = array(
  record({ pause: integer({ min: 1, max: 20 }), length: integer({ min: 1, max: 20 }), mergedAway: boolean() }),
  { maxLength: 6 },
).chain((tickets) => {
  let hours = 0;
  const spans = tickets.map(({ pause, length, mergedAway }, index): Span => {
    const openedAt = at((hours += pause));
    const resolvedAt = at((hours += length));
    return { ticketId: String(index), openedAt, resolvedAt, mergedAway };
  });
  return boolean().map((isOpen) =>
    spans.map((span, index) =>
      isOpen && index === spans.length - 1 ? { ...span, resolvedAt: null, mergedAway: false } : span,
    ),
  );
});
const messages = record({
  sentAt: option(integer({ min: -10, max: 190 }), { freq: 20 }).map((hours) => at(hours ?? 0)),
  opens: boolean(),
});

describe('where a message belongs', () => {
  it('does not depend on the order of the tickets', () => {
    assert(
      property(
        conversations.chain((spans) =>
          shuffledSubarray(spans, { minLength: spans.length }).map((shuffled) => ({ spans, shuffled })),
        ),
        messages,
        ({ spans, shuffled }, message) => {
          expect(placeMessage(message, shuffled, rules)).toEqual(placeMessage(message, spans, rules));
        },
      ),
    );
  });

  it('is never a second open ticket, nor one that was merged away', () => {
    assert(
      property(conversations, messages, (spans, message) => {
        const placement = placeMessage(message, spans, rules);
        const isOneOpen = spans.some(({ resolvedAt, mergedAway }) => resolvedAt === null && !mergedAway);
        if (isOneOpen) expect(['opens', 'reopens']).not.toContain(placement.kind);
        const ticket =
          'ticketId' in placement ? spans.find(({ ticketId }) => ticketId === placement.ticketId) : undefined;
        expect(ticket?.mergedAway ?? false).toBe(false);
      }),
    );
  });

  it('is no new ticket for history, for what was before the number was ours, or before the last resolution', () => {
    assert(
      property(conversations, messages, (spans, message) => {
        const { kind } = placeMessage(message, spans, rules);
        if (!message.opens || message.sentAt < rules.adoptedAt)
          expect(['opens', 'reopens', 'extends']).not.toContain(kind);
        const resolutions = spans.flatMap(({ resolvedAt, mergedAway }) => (mergedAway ? [] : (resolvedAt ?? [])));
        if (resolutions.some((resolvedAt) => resolvedAt > message.sentAt)) expect(kind).not.toBe('opens');
      }),
    );
  });
});
