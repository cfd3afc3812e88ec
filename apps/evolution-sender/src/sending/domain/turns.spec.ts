import { describe, expect, it } from 'vitest';
import { firstDue, Turns } from './turns.js';
import type { Head } from './turns.js';

const now = new Date('2026-11-25T12:00:00Z');
const head = (conversationId: string, waited = 0, overrides: Partial<Head> = {}): Head => ({
  commandId: `${conversationId}-head`,
  conversationId,
  state: 'queued',
  queuedAt: new Date(Number(now) - waited),
  nextAttemptAt: now,
  purpose: 'reply',
  firstContact: false,
  ...overrides,
});
const order = (turns: Turns, heads: Head[]) => turns.order(heads, now).map(({ conversationId }) => conversationId);

describe('turns', () => {
  it('begin with who has waited longest', () => {
    expect(order(new Turns(), [head('a', 1), head('b', 3), head('c', 2)])).toEqual(['b', 'c', 'a']);
  });

  it('let a conversation with one message wait for one message of a busy one at most', () => {
    const turns = new Turns();
    const served: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      // `busy` always has an older message waiting.
      const heads = [head('busy', 1_000), ...(round < 2 ? [] : [head('quiet', 1)])];
      const next = order(turns, heads)[0] ?? '';
      turns.serve(next);
      served.push(next);
    }
    expect(served).toEqual(['busy', 'busy', 'quiet', 'busy', 'quiet', 'busy']);
  });

  it('pass over a conversation whose head is not ready, and only over that one', () => {
    const later = new Date(Number(now) + 1);
    const heads = [
      head('sending', 9, { state: 'sending' }),
      head('unknown', 9, { state: 'unknown' }),
      head('waiting', 9, { nextAttemptAt: later }),
      head('ready'),
    ];
    expect(order(new Turns(), heads)).toEqual(['ready']);
  });
});

const inSeconds = (seconds: number) => new Date(Number(now) + seconds * 1_000);

describe('what has to wait', () => {
  it('is due when the first of it is, whatever may leave at once or waits for something else', () => {
    const heads = [
      head('ready'),
      head('later', 0, { nextAttemptAt: inSeconds(9) }),
      head('soon', 0, { nextAttemptAt: inSeconds(2) }),
      head('unknown', 0, { state: 'unknown', nextAttemptAt: inSeconds(1) }),
    ];
    expect(firstDue(heads, now)).toBe(Number(inSeconds(2)));
  });

  it('is never due when there is none', () => {
    expect(firstDue([head('ready')], now)).toBe(Infinity);
  });
});
