import { describe, expect, it } from 'vitest';
import { deadLetterQueue, nextStep, retryQueue } from './retry-ladder.js';

describe('the retry ladder', () => {
  it('sends a transient failure one step further each time, and then to the dead letters', () => {
    const steps = [0, 1, 2].map((attempt) => nextStep('transient', attempt, [1_000, 10_000]));
    expect(steps).toEqual([{ kind: 'retry', delay: 1_000 }, { kind: 'retry', delay: 10_000 }, { kind: 'dead-letter' }]);
  });

  it('never repeats what failed on its data', () => {
    expect(nextStep('data', 0, [1_000])).toEqual({ kind: 'dead-letter' });
  });

  it('names queues after the delay', () => {
    const delays = [250, 1_000, 10_000, 60_000, 600_000];
    expect(delays.map((delay) => retryQueue('q', delay))).toEqual([
      'q.retry-250ms',
      'q.retry-1s',
      'q.retry-10s',
      'q.retry-1m',
      'q.retry-10m',
    ]);
    expect(deadLetterQueue('q')).toBe('q.dead');
  });
});
