import { createHash } from 'node:crypto';

/** Their messages speak of code; any other error's may quote what a customer wrote. */
const ownMessages = new Set(['TypeError', 'ReferenceError', 'RangeError', 'AssertionError']);

/** Why a message failed, without a word of what it said: reasons are shown to operators and kept. */
export interface Failure {
  reason: string;
  /** The same for failures from the same place in the code. */
  stackHash?: string;
}

/** The name of the error and its code; never its message. */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { reason: 'thrown value' };
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const stackHash = createHash('sha256').update(placesOf(error).join('\n')).digest('hex').slice(0, 12);
  return { reason: `${error.name}${code}`, stackHash };
}

/** What may be logged about a handler's error. */
export function errorFields(error: unknown): { error?: string; at?: string[] } {
  if (!(error instanceof Error)) return {};
  const { reason } = describeFailure(error);
  return {
    error: ownMessages.has(error.name) ? `${reason}: ${error.message}` : reason,
    at: placesOf(error).slice(0, 8),
  };
}

const placesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
