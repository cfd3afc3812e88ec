import { kindNames, kindOf } from './faults/kinds.js';
import type { PlannedFault } from './schedule.js';

export { planFaults } from './schedule.js';
export { runChaos } from './run.js';

export function describeKinds(): string {
  const width = Math.max(...kindNames.map(({ length }) => length));
  return kindNames
    .map(
      (name) => `${name.padEnd(width)}  ${kindOf(name).says}${kindOf(name).onRequest ? ' (only when asked for)' : ''}`,
    )
    .join('\n');
}

export function describeSchedule(schedule: readonly PlannedFault[]): string {
  return schedule
    .map(
      ({ at, kind, target, lasts }) =>
        `${(at / 1_000).toFixed(1).padStart(8)} s  ${kind} of ${target}, ${lasts / 1_000} s`,
    )
    .join('\n');
}
