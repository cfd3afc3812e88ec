import { array, assert, constantFrom, property, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySendResult } from './apply-send-result.js';
import type { SendOutcome, SentMessageState } from './apply-send-result.js';

const queued: SentMessageState = { status: 'queued', failure: null, warning: null, sendRevision: 0 };

/** What the sender says in the course of one send, numbered as it says it. Nothing takes back that it was sent. */
const histories = tuple(
  array(constantFrom('queued', 'sending', 'unknown', 'failed', 'expired', 'cancelled'), { minLength: 1, maxLength: 6 }),
  array(constantFrom('sent'), { maxLength: 2 }),
).map(([before, sent]) => [...before, ...sent].map((state, index): SendOutcome => ({ state, revision: index + 1 })));

describe('results of the sender', () => {
  it('end with what was said last, in whichever order they come and however often', () => {
    assert(
      property(
        histories.chain((history) =>
          tuple(
            shuffledSubarray(history, { minLength: history.length }),
            shuffledSubarray(history),
            shuffledSubarray(history, { minLength: history.length, maxLength: history.length }),
          ).map(([first, some, again]) => ({ history, arriving: [...first, ...some, ...again] })),
        ),
        ({ history, arriving }) => {
          const last = history.at(-1);
          const end = arriving.reduce(applySendResult, queued);
          expect(end.sendRevision).toBe(history.length);
          expect(end.status).toBe(last?.state);
        },
      ),
    );
  });

  it('never take back what WhatsApp has reported', () => {
    assert(
      property(histories, constantFrom('delivered', 'read', 'played'), (history, status) => {
        const end = history.reduce(applySendResult, { ...queued, status } as SentMessageState);
        expect(end.status).toBe(status);
      }),
    );
  });

  it('do not make a message sent that WhatsApp has refused', () => {
    const failure = { code: 'whatsapp.refused', message: 'WhatsApp refused the message' };
    assert(
      property(histories, (history) => {
        const end = history.reduce(applySendResult, { ...queued, status: 'failed', failure } as SentMessageState);
        expect(end).toMatchObject({ status: 'failed', failure });
      }),
    );
  });
});
