import { EvolutionRefused } from './evolution-api.js';
import { EvolutionUnreachable } from './evolution-unreachable.js';

/** What a failed call to Evolution means for the broker message that asked for it; undefined for errors of another kind. */
export function classifyFailure(error: unknown): 'transient' | undefined {
  return error instanceof EvolutionUnreachable || error instanceof EvolutionRefused ? 'transient' : undefined;
}
