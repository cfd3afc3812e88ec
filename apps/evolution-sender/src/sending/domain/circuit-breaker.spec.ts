import { describe, expect, it } from 'vitest';
import { afterFailure, afterProbe, afterSend, closedBreaker, startProbe } from './circuit-breaker.js';
import type { Breaker } from './circuit-breaker.js';
import type { NumberTrouble } from './classify-answer.js';

const fail = (breaker: Breaker, trouble: NumberTrouble, now = 0, atLeastMs?: number): Breaker =>
  afterFailure(breaker, { trouble, now, random: 0, atLeastMs });

describe('a circuit breaker', () => {
  it('forgives two accidents in a row, not three', () => {
    const second = fail(fail(closedBreaker, 'net'), '5xx');
    expect(second).toMatchObject({ state: 'closed', failures: 2 });
    expect(fail(second, 'slow')).toEqual({ state: 'open', reason: 'slow', until: 10_000, openings: 1 });
    expect(fail(afterSend(), 'slow')).toMatchObject({ state: 'closed', failures: 1 });
  });

  it.each<NumberTrouble>(['tls', 'auth', 'missing', 'closed', 'limited'])('opens at once on %s', (trouble) => {
    expect(fail(closedBreaker, trouble)).toMatchObject({ state: 'open', reason: trouble });
  });

  it('is probed when its time is over, once', () => {
    const open = fail(closedBreaker, 'closed');
    expect(startProbe(open, 9_999)).toBeUndefined();
    const probing = startProbe(open, 10_000);
    expect(probing).toMatchObject({ state: 'half-open' });
    expect(startProbe(probing ?? open, 20_000)).toBeUndefined();
  });

  it('stays open longer each time, until a send has succeeded', () => {
    let breaker: Breaker = closedBreaker;
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      breaker = fail(afterProbe(breaker), 'closed');
      waits.push(breaker.state === 'open' ? breaker.until : Number.NaN);
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    expect(fail(afterSend(), 'closed')).toMatchObject({ until: 10_000 });
  });

  it('asks seldom about what somebody has to mend, and waits as long as it is told', () => {
    expect(fail(closedBreaker, 'auth')).toMatchObject({ until: 60_000 });
    expect(fail(closedBreaker, 'limited', 0, 120_000)).toMatchObject({ until: 120_000 });
  });
});
