import type { MessageContent } from '@bkcrm/contracts';
import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  record,
  tuple,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange } from './apply-facts.js';
import type { MessageChange, MessageState } from './apply-facts.js';

const moments = integer({ min: 0, max: 5 }).map((second) => new Date(1_790_000_000_000 + second * 1000));
const contents: Arbitrary<MessageContent> = record(
  {
    mentions: constantFrom(['1@lid'], ['1@lid', '2@lid']),
    quoted: record({ whatsappId: constantFrom('Q1', 'Q2'), text: constant('quoted') }),
    media: record({ mimeType: constantFrom('image/png', 'image/jpeg') }),
  },
  { requiredKeys: [] },
) as Arbitrary<MessageContent>;

const edits: Arbitrary<MessageChange> = tuple(option(constantFrom('one', 'two', 'three')), contents, moments).map(
  ([text, content, editedAt]) => ({
    type: 'edit',
    text,
    content,
    editedAt,
    // What says the same has the same hash.
    hash: JSON.stringify([text, content]),
  }),
);
const statuses = record({
  type: constant('status' as const),
  status: constantFrom('sent', 'delivered', 'read', 'played', 'failed'),
}) as Arbitrary<MessageChange>;
const deletions = constant<MessageChange>({ type: 'deletion', at: new Date(1_790_000_100_000) });
const calls = record({
  type: constant('call' as const),
  call: record({
    callId: constant('C1'),
    video: boolean(),
    group: boolean(),
    outcome: constantFrom('offered', 'ended', 'missed', 'rejected', 'accepted'),
  }),
  sentAt: moments,
}) as Arbitrary<MessageChange>;

const messages: Arbitrary<MessageState> = record({ fromMe: boolean(), content: contents }).map(
  ({ fromMe, content }): MessageState => ({
    kind: 'text',
    fromMe,
    text: 'as written',
    content,
    status: fromMe ? 'sent' : 'received',
    failure: null,
    warning: null,
    editedAt: null,
    editHash: null,
    deletedAt: null,
    sentAt: new Date(1_790_000_000_000),
  }),
);
const callMessages = tuple(messages, calls).map(([message, change]): MessageState =>
  change.type === 'call'
    ? { ...message, kind: 'call', text: null, content: { call: change.call }, sentAt: change.sentAt }
    : message,
);

/** A list, and the same one shuffled with some of it repeated. */
const arrivals = (changes: Arbitrary<MessageChange>): Arbitrary<[MessageChange[], MessageChange[]]> =>
  array(changes, { maxLength: 8 }).chain((list) =>
    tuple(
      constant(list),
      array(tuple(integer({ min: 0, max: Math.max(0, list.length - 1) }), integer()), { maxLength: 6 }).map(
        (repeated) =>
          [
            ...list.map((change, index) => ({ change, place: (index * 7919 + repeated.length * 104_729) % 1009 })),
            ...repeated.flatMap(([index, place]) => list.slice(index, index + 1).map((change) => ({ change, place }))),
          ]
            .sort((one, other) => one.place - other.place)
            .map(({ change }) => change),
      ),
    ),
  );

const after = (message: MessageState, changes: MessageChange[]): MessageState => changes.reduce(applyChange, message);

describe('facts about a message', () => {
  it('end the same in whichever order they come, and however often', () => {
    assert(
      property(messages, arrivals(oneof(edits, statuses, deletions)), (message, [inOrder, otherwise]) => {
        expect(after(message, otherwise)).toEqual(after(message, inOrder));
      }),
      { numRuns: 2_000 },
    );
  });

  it('about a call as well', () => {
    assert(
      property(callMessages, arrivals(calls), (message, [inOrder, otherwise]) => {
        expect(after(message, otherwise)).toEqual(after(message, inOrder));
      }),
      { numRuns: 1_000 },
    );
  });

  it('that say nothing new leave the very same message', () => {
    assert(
      property(messages, array(oneof(edits, statuses, deletions), { maxLength: 8 }), (message, changes) => {
        const end = after(message, changes);
        for (const change of changes) expect(applyChange(end, change)).toBe(end);
      }),
      { numRuns: 1_000 },
    );
  });
});
