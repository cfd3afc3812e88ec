import { afterEach, describe, expect, it } from 'vitest';
import { browser } from './browser.js';
import { exclusively } from './exclusively.js';

const { navigator: original } = browser;
afterEach(() => setNavigator(original));

function setNavigator(value: typeof original): void {
  Object.defineProperty(browser, 'navigator', { value, configurable: true });
}

/** Locks as a browser has them, one holder for each name at a time. */
function fakeLocks() {
  const turns = new Map<string, Promise<void>>();
  return {
    request(name: string, work: () => Promise<void>): Promise<void> {
      const turn = (turns.get(name) ?? Promise.resolve()).then(work);
      turns.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

/** Work that says when it begins, and ends when it is told to. */
function aWork(name: string, log: string[]) {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<void> => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
  };
  return { work, end: () => end?.() };
}

/** Enough for everything that waits for nothing. */
const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work of one name', () => {
  it('is done by one page at a time, that of another name meanwhile', async () => {
    setNavigator({ locks: fakeLocks() });
    const log: string[] = [];
    const [first, second, other] = [aWork('first', log), aWork('second', log), aWork('other', log)];
    const all = [exclusively('a', first.work), exclusively('a', second.work), exclusively('b', other.work)];
    await aMoment();
    expect(log).toEqual(['first begins', 'other begins']);
    first.end();
    second.end();
    other.end();
    await Promise.all(all);
    expect(log).toEqual(expect.arrayContaining(['second ends', 'other ends']));
    expect(log.indexOf('second begins')).toBeGreaterThan(log.indexOf('first ends'));
  });

  it.each([
    ['where there are no locks', undefined],
    ['where a page is refused them', { locks: { request: () => Promise.reject(new Error('insecure')) } }],
  ])('is done once %s', async (_where, navigator) => {
    setNavigator(navigator);
    const log: string[] = [];
    const { work, end } = aWork('it', log);
    end();
    await exclusively('a', work);
    expect(log).toEqual(['it begins', 'it ends']);
  });
});
