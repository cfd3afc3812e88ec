import type { Outcome } from './profiles/context.js';

/** The outcome for people: one line a figure. */
export function describeOutcome(outcome: Outcome): string {
  return linesOf(outcome, '').join('\n');
}

function linesOf(figures: object, indentation: string): string[] {
  return Object.entries(figures).flatMap(([name, value]: [string, unknown]) => {
    const head = `${indentation}${name}`.padEnd(26);
    if (typeof value !== 'object' || value === null) return [`${head}${String(value)}`];
    const isFlat = Object.values(value).every((inner) => typeof inner !== 'object' || inner === null);
    if (!isFlat) return [`${indentation}${name}`, ...linesOf(value, `${indentation}  `)];
    const inner = Object.entries(value).map(([key, figure]) => `${key} ${String(figure)}`);
    return [`${head}${inner.join('  ')}`];
  });
}
