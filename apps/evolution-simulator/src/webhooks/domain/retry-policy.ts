export const maximumAttempts = 10;

const requestTimeout = 60_000;
/** However fast the time runs: a receiver needs real time to answer. */
const shortestTimeout = 5_000;

/** Milliseconds an attempt waits for its answer. */
export const requestTimeoutAt = (timeScale: number): number => Math.max(requestTimeout / timeScale, shortestTimeout);

const initialDelay = 5_000;
const maximumDelay = 300_000;
const jitter = 0.2;
const finalStatuses = new Set([400, 401, 403, 404, 422]);

/** These answers end the delivery at once: the event is lost. */
export const isFinalStatus = (status: number): boolean => finalStatuses.has(status);

/** Milliseconds to wait after failure number `failures` (1…); `random` in [0, 1) spreads it by ±20 %. */
export function retryDelay(failures: number, random: number): number {
  const delay = Math.min(initialDelay * 2 ** (failures - 1), maximumDelay);
  return Math.max(initialDelay, delay * (1 + jitter * (2 * random - 1)));
}
