import type { NumberState } from '@bkcrm/contracts';

/** Seconds until a number's state is asked again. What is about to change is asked more often; hints bring it forward anyway. */
const seconds: Record<NumberState, number> = { open: 30, connecting: 5, unknown: 5, close: 30, missing: 30 };

export const nextCheck = (state: NumberState, now: Date): Date => new Date(Number(now) + seconds[state] * 1000);
