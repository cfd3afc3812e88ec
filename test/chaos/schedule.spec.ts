import { describe, expect, it } from 'vitest';
import { kindNames, kindOf } from './faults/kinds.js';
import { planFaults } from './schedule.js';

describe('the schedule', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(planFaults({ seed: 7, minutes: 5 })).toEqual(planFaults({ seed: 7, minutes: 5 }));
    expect(planFaults({ seed: 7, minutes: 5 })).not.toEqual(planFaults({ seed: 8, minutes: 5 }));
  });

  it('begins calmly, goes on to the end and heals everything before it', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const schedule = planFaults({ seed, minutes: 5 });
      expect(schedule[0]?.at).toBeGreaterThanOrEqual(4_000);
      expect(Math.max(...schedule.map(({ at, lasts }) => at + lasts))).toBeLessThanOrEqual(300_000);
      expect(schedule.at(-1)?.at).toBeGreaterThan(240_000);
    }
  });

  it('gives every kind its turn, except those that must be asked for', () => {
    const struck = new Set(planFaults({ seed: 3, minutes: 30 }).map(({ kind }) => kind));
    expect([...struck].toSorted()).toEqual(kindNames.filter((name) => kindOf(name).onRequest !== true).toSorted());
    const asked = planFaults({ seed: 3, minutes: 5, faults: ['kill', 'queue-deleted'] });
    expect(new Set(asked.map(({ kind }) => kind))).toEqual(new Set(['kill', 'queue-deleted']));
  });

  it('strikes only what a kind can strike, for as long as it may last', () => {
    for (const { kind, target, lasts } of planFaults({ seed: 11, minutes: 60 })) {
      const { targets, lasts: span } = kindOf(kind);
      expect(targets).toContain(target);
      expect(lasts).toBeGreaterThanOrEqual(span[0] * 1_000);
      expect(lasts).toBeLessThanOrEqual(span[1] * 1_000);
    }
  });

  it('knows no fault by a wrong name', () => {
    expect(() => planFaults({ seed: 1, minutes: 1, faults: ['kil'] })).toThrow('there is no fault "kil"');
  });
});
