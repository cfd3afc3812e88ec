import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import type { NumberTrouble } from '../sending/domain/classify-answer.js';

/** What the failure of a call to Evolution says about the number; undefined for an error that is not Evolution's. */
export function troubleOf(error: unknown): NumberTrouble | undefined {
  if (error instanceof EvolutionUnreachable) return error.reason;
  if (!(error instanceof EvolutionRefused)) return undefined;
  return error.status === 401 || error.status === 403 ? 'auth' : '5xx';
}
