/** Milliseconds to wait before trying again: doubles from `initial` up to `maximum`, and half of it is chance, so that many do not return at once. */
export function backoff(
  attempt: number,
  { initial, maximum, random = Math.random }: { initial: number; maximum: number; random?: () => number },
): number {
  const ceiling = Math.min(maximum, initial * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
