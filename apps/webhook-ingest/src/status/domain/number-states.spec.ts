import { describe, expect, it } from 'vitest';
import { NumberStates } from './number-states.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25) + seconds * 1000);

describe('NumberStates', () => {
  it('knows nothing until the sender tells, and nothing again once it fell silent', () => {
    const states = new NumberStates();
    expect(states.summary(at(0))).toEqual({ state: 'unknown', instances: 0 });
    states.add({ numberId: 'a', state: 'close' }, at(0));
    states.add({ numberId: 'c', state: 'missing' }, at(0));
    expect(states.summary(at(1))).toEqual({ state: 'disconnected', instances: 1 });
    states.add({ numberId: 'b', state: 'open' }, at(2));
    expect(states.summary(at(3))).toEqual({ state: 'connected', instances: 2 });
    expect(states.summary(at(300))).toEqual({ state: 'unknown', instances: 0 });
  });
});
