import { actions, boundaries } from './boundaries.js';
import type { Action } from './boundaries.js';
import type { Strike } from './strike.js';

/** The table of docs/failpoints.md. */
export function report(results: ReadonlyMap<string, ReadonlyMap<Action, Strike>>): string {
  const rows = boundaries.map(({ name, service, after }) => {
    const cells = actions.map((action) => cell(results.get(name)?.get(action)));
    return `| ${[`\`${name}\``, service, after, ...cells].join(' | ')} |`;
  });
  return `# Failpoints

Written by \`npm run failpoints\`, which lets each service die, throw and hang at each boundary, once, while customers write and agents answer. Afterwards everything is held against a ledger: every message of a customer is stored once; every answer of an agent is one message whose fate is known, and WhatsApp took none twice; what two pages applied is the event log, number for number; no outbox and no dead-letter queue holds anything. A killed service is started again; one that throws or hangs is left alone (but at \`i10\`, where nothing waits for anything and so nothing can hang). A run of some of them only (\`-- -t "at t"\`) leaves the others as "not run".

| | service | after | ${actions.join(' | ')} |
| --- | --- | --- | ${actions.map(() => '---').join(' | ')} |
${rows.join('\n')}

\`unknown\` counts answers over the whole run up to that line of which nobody can know whether they left (killed between the attempt and the answer): they are shown as such, and never sent again by themselves.
`;
}

function cell(strike: Strike | undefined): string {
  if (strike === undefined) return 'not run';
  return `nothing lost, nothing twice; ${strike.recovery}${strike.unknown > 0 ? `; ${strike.unknown} unknown` : ''}`;
}
