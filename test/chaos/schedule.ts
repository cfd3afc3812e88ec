import { kindNames, kindOf } from './faults/kinds.js';
import type { KindName } from './faults/kinds.js';
import { between, pick, randomFrom, shuffled } from './random.js';

export interface PlannedFault {
  kind: KindName;
  target: string;
  /** Milliseconds after the beginning. */
  at: number;
  /** Milliseconds until it is healed; 0 when it heals by itself. */
  lasts: number;
  /** For what else the fault leaves to chance, such as which number it strikes. */
  draw: number;
}

export interface ScheduleOptions {
  seed: number;
  minutes: number;
  /** Only these kinds. */
  faults?: readonly string[] | undefined;
}

/** The system comes to life undisturbed. */
const calmBeginning = 4_000;
/** Milliseconds between a fault's end and the next one. */
const pauses = [4_000, 12_000] as const;
/** How often a fault does not wait for the end of the one before. */
const overlapping = 0.25;

/**
 * What will happen, from the seed alone. Every kind gets its turn before any gets a second one.
 * @throws when a kind is unknown
 */
export function planFaults({ seed, minutes, faults }: ScheduleOptions): PlannedFault[] {
  const random = randomFrom(seed);
  const chosen = chosenKinds(faults);
  const schedule: PlannedFault[] = [];
  const end = minutes * 60_000;
  let round: KindName[] = [];
  let at = calmBeginning;
  for (;;) {
    if (round.length === 0) round = shuffled(random, chosen);
    const kind = round.shift();
    if (kind === undefined) return schedule;
    const { targets, lasts: span } = kindOf(kind);
    const lasts = between(random, [span[0] * 1_000, span[1] * 1_000]);
    // Nothing begins that could not end in time.
    if (at + lasts > end) return schedule;
    schedule.push({ kind, target: pick(random, targets), at, lasts, draw: random() });
    const overlaps = lasts > 0 && random() < overlapping;
    at += (overlaps ? Math.round(lasts / 2) : lasts) + between(random, pauses);
  }
}

function chosenKinds(names: readonly string[] | undefined): KindName[] {
  const unknown = names?.find((name) => !kindNames.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`there is no fault "${unknown}": --list shows them`);
  return kindNames.filter((name) => (names === undefined ? kindOf(name).onRequest !== true : names.includes(name)));
}
