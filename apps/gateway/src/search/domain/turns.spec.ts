import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NoTurn, Turns } from './turns.js';

const turns = (): Turns => new Turns({ atOnce: 2, queue: 2, patience: 1_000 });

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end: () => void; hasBegun: () => boolean } {
  let [end, begun] = [(): void => undefined, false];
  const promise = new Promise<string>((resolve) => (end = () => resolve('done')));
  const work = (): Promise<string> => ((begun = true), promise);
  return { work, end: () => end(), hasBegun: () => begun };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets so many in at once, and hands each turn on to who waits longest', async () => {
  const [limit, works] = [turns(), [held(), held(), held(), held()]];
  const answers = works.map(({ work }) => limit.take(work));
  expect(works.map(({ hasBegun }) => hasBegun())).toEqual([true, true, false, false]);
  works[1]?.end();
  await answers[1];
  await vi.advanceTimersByTimeAsync(0);
  expect(works.map(({ hasBegun }) => hasBegun())).toEqual([true, true, true, false]);
  for (const { end } of works) end();
  expect(await Promise.all(answers)).toEqual(['done', 'done', 'done', 'done']);
});

it('refuses who comes when enough wait, and who has waited long enough; the others are not kept', async () => {
  const [limit, first, second] = [turns(), held(), held()];
  const running = [limit.take(first.work), limit.take(second.work)];
  const waiting = [limit.take(held().work), limit.take(held().work)].map((taken) =>
    taken.catch((error: unknown) => error),
  );
  await expect(limit.take(held().work)).rejects.toBeInstanceOf(NoTurn);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await Promise.all(waiting)).toEqual([expect.any(NoTurn), expect.any(NoTurn)]);
  first.end();
  second.end();
  await Promise.all(running);
  expect(await limit.take(() => Promise.resolve('at once'))).toBe('at once');
});

it('gives the turn of failed work on', async () => {
  const limit = new Turns({ atOnce: 1, queue: 1, patience: 1_000 });
  await expect(limit.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await limit.take(() => Promise.resolve('yes'))).toBe('yes');
});
