import { actions, boundaries } from './boundaries.js';
import type { Action } from './boundaries.js';
import type { Strike } from './strike.js';

/** What became of each strike, by boundary. */
export type Results = Map<string, Map<Action, Strike | 'failed'>>;

/**
 * The text of docs/failpoints.md.
 * @param before the same of earlier runs, for what was not run this time
 */
export function report(results: Results, before: string): string {
  const rows = boundaries.map(({ name, service, after }) => {
    const earlier = cellsOf(name, before);
    const cells = actions.map((action, at) => cell(results.get(name)?.get(action)) ?? earlier[at] ?? 'not run');
    return `| ${[`\`${name}\``, service, after, ...cells].join(' | ')} |`;
  });
  return `# Failpoints

Written by \`npm run failpoints\`, which lets each service die, throw and hang at each boundary, once, while customers write and agents answer. Afterwards everything is held against a ledger: every message of a customer is stored once; every answer of an agent is one message whose fate is known, and WhatsApp took none twice; what two pages applied is the event log, number for number; no outbox and no dead-letter queue holds anything. A killed service is started again; one that throws or hangs is left alone (but at \`i10\` and \`t8\`, where nothing waits for anything and so nothing can hang). A run of some of them only (\`-- -t "at t"\`) leaves the others as they stood.

| | service | after | ${actions.join(' | ')} |
| --- | --- | --- | ${actions.map(() => '---').join(' | ')} |
${rows.join('\n')}

\`unknown\` counts answers over the whole run up to that line of which nobody can know whether they left (killed between the attempt and the answer): they are shown as such, and never sent again by themselves.
`;
}

/** What an earlier report says of each action at a boundary. */
function cellsOf(boundary: string, text: string): string[] {
  const row = text.split('\n').find((line) => line.startsWith(`| \`${boundary}\` `));
  const cells = row?.split('|').map((entry) => entry.trim()) ?? [];
  return cells.slice(4, 4 + actions.length);
}

function cell(strike: Strike | 'failed' | undefined): string | undefined {
  if (strike === undefined || strike === 'failed') return strike;
  return `nothing lost, nothing twice; ${strike.recovery}${strike.unknown > 0 ? `; ${strike.unknown} unknown` : ''}`;
}
