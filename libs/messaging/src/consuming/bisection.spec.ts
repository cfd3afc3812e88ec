import { describe, expect, it } from 'vitest';
import { bisect } from './bisection.js';

class Poisonous extends Error {}
const isAboutItems = (error: unknown): boolean => error instanceof Poisonous;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Work that fails when it is given any of these. */
function work(poison: number[]): { attempt: (part: number[]) => Promise<number[]>; done: number[]; calls: number[][] } {
  const done: number[] = [];
  const calls: number[][] = [];
  const attempt = async (part: number[]): Promise<number[]> => {
    calls.push(part);
    if (part.some((item) => poison.includes(item))) throw new Poisonous();
    done.push(...part);
    return part;
  };
  return { attempt, done, calls };
}

describe('bisect', () => {
  it('does everything in one go when nothing fails', async () => {
    const { attempt, calls } = work([]);
    expect(await bisect(upTo(5), { attempt, isAboutItems })).toEqual({ results: [upTo(5)], poison: [] });
    expect(calls).toHaveLength(1);
  });

  it('asks nothing of anybody for no items', async () => {
    const { attempt, calls } = work([]);
    expect(await bisect([], { attempt, isAboutItems })).toEqual({ results: [], poison: [] });
    expect(calls).toEqual([]);
  });

  it.each([[[0]], [[99]], [[42]], [[0, 1]], [[13, 57, 98]], [upTo(100)]])(
    'finds %j among a hundred',
    async (poison) => {
      const { attempt, done } = work(poison);
      const found = await bisect(upTo(100), { attempt, isAboutItems });
      expect(found.poison.map(({ item }) => item)).toEqual(poison);
      expect(done).toEqual(upTo(100).filter((item) => !poison.includes(item)));
      expect(found.results.flat()).toEqual(done);
    },
  );

  it('needs few attempts for one among many, the last two of them alone', async () => {
    const { attempt, calls } = work([700]);
    let splits = 0;
    await bisect(upTo(1_024), { attempt, isAboutItems, onSplit: () => (splits += 1) });
    expect(splits).toBe(10);
    expect(calls).toHaveLength(22);
    expect(calls.filter((part) => part.length === 1 && part[0] === 700)).toHaveLength(2);
  });

  it('takes an item that succeeds at its second chance as good', async () => {
    let failures = 1;
    const attempt = async (part: number[]): Promise<number[]> => {
      if (failures-- > 0) throw new Poisonous();
      return part;
    };
    expect(await bisect([1], { attempt, isAboutItems })).toEqual({ results: [[1]], poison: [] });
  });

  it('ends at an error that is not about the items', async () => {
    const outage = new Error('no database');
    let calls = 0;
    const attempt = (): Promise<never> => {
      calls += 1;
      return Promise.reject(calls === 3 ? outage : new Poisonous());
    };
    await expect(bisect(upTo(8), { attempt, isAboutItems })).rejects.toBe(outage);
    expect(calls).toBe(3);
  });
});
