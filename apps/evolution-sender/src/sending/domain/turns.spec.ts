import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';
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
