import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is truthy, and returns it.
 * @template T
 * @param {() => Promise<T> | T} question a thrown error counts as "not yet"
 * @param {{ timeout: number, every?: number, signal?: AbortSignal }} options milliseconds
 * @returns {Promise<T | undefined>} undefined when time ran out or the signal fired
 */
export async function waitUntil(question, { timeout, every = 100, signal }) {
  const end = Date.now() + timeout;
  for (;;) {
    if (signal?.aborted) return undefined;
    const answer = await Promise.resolve()
      .then(question)
      .catch(() => undefined);
    if (answer) return answer;
    if (Date.now() >= end) return undefined;
    await pause(every);
  }
}
