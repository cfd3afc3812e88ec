import type { SendOutcome } from './classify-answer.js';

const mostAttempts = 5;

/** An act whose outcome is not known is done again, because twice is the same as once; but not for ever. */
export function outcomeOfAct(outcome: SendOutcome, attempts: number): SendOutcome {
  if (outcome.kind !== 'unknown') return outcome;
  if (attempts >= mostAttempts)
    return { kind: 'failed', code: 'act.unconfirmed', message: 'Evolution did not confirm it. It may have happened.' };
  return { kind: 'deferred', ...(outcome.trouble === undefined ? {} : { trouble: outcome.trouble }) };
}
