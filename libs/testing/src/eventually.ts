import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries until the assertion stops throwing (or its promise rejecting) and returns what it returned. Use it instead of a sleep.
 * @throws the last error of the assertion once `timeout` milliseconds (20000) are over
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeout = 20_000, every = 25 }: { timeout?: number; every?: number } = {},
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await pause(every);
  }
}
