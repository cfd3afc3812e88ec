/**
 * The text of docs/mutations.md.
 * @param {import('./mutation.mjs').Mutation[]} all
 * @param {{ mechanism: string, verdict: string }[]} results of those that were run
 * @param {string} before the same of earlier runs, for those that were not
 */
export function report(all, results, before) {
  const rows = all.map(({ mechanism, edits, spec, test }) => {
    const files = [...new Set(edits.map(({ file }) => `\`${file}\``))].join(', ');
    const { verdict = verdictIn(before, mechanism) } = results.find((one) => one.mechanism === mechanism) ?? {};
    return `| ${[mechanism, files, `\`${spec}\`: ${test}`, verdict].map(escape).join(' | ')} |`;
  });
  return `# Mutations

Written by \`npm run mutations\`: each mechanism is switched off by a deliberate mistake in the code, while it is loaded, and the test beside it must fail. Without the mistake it passes. A run of some of them only leaves the others as they stood.

| mechanism | switched off in | must be noticed by | |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function verdictIn(text, mechanism) {
  const row = text.split('\n').find((line) => line.startsWith(`| ${escape(mechanism)} `));
  return row?.split(' | ').at(-1)?.replace('|', '').trim() ?? 'not run';
}

const escape = (text) => text.replaceAll('|', '\\|');
