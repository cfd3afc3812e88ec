const firstMs = 2_000;
const longestMs = 60_000;

/** How long a command waits after its n-th attempt (from 1) was held back; `random` in [0, 1) spreads them out. Milliseconds. */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full * (0.5 + random / 2));
}
