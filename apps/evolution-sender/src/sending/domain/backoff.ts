/** Milliseconds until the next try after `failures` failures: 1 s, doubled each time up to the limit, less up to a quarter of jitter. */
export function backoff(failures: number, random: number, { first = 1_000, limit = 60_000 } = {}): number {
  const full = Math.min(limit, first * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (1 - random / 4));
}
