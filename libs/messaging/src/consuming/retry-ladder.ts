/** Milliseconds that a message waits before each further attempt. */
export const defaultRetryDelays: readonly number[] = [1_000, 10_000, 60_000, 600_000];

export const retryQueue = (queue: string, delay: number): string => `${queue}.retry-${inWords(delay)}`;
export const deadLetterQueue = (queue: string): string => `${queue}.dead`;

/** What becomes of a message that failed alone: a `transient` failure climbs the ladder, everything else has no future. */
export function nextStep(
  failure: 'transient' | 'data',
  attempt: number,
  delays: readonly number[],
): { kind: 'retry'; delay: number } | { kind: 'dead-letter' } {
  const delay = delays[attempt];
  return failure === 'transient' && delay !== undefined ? { kind: 'retry', delay } : { kind: 'dead-letter' };
}

function inWords(milliseconds: number): string {
  if (milliseconds % 60_000 === 0) return `${milliseconds / 60_000}m`;
  if (milliseconds % 1_000 === 0) return `${milliseconds / 1_000}s`;
  return `${milliseconds}ms`;
}
