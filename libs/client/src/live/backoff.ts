/** Waiting time before attempt `attempt` (from 0): doubling from one second to thirty, half of it at random so that clients spread. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 5));
  return Math.round(most / 2 + (most / 2) * random());
}
