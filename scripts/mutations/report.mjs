/** The table of docs/mutations.md. */
export function report(results) {
  const rows = results.map(({ mechanism, edits, spec, test, verdict }) => {
    const files = [...new Set(edits.map(({ file }) => `\`${file}\``))].join(', ');
    return `| ${[mechanism, files, `\`${spec}\`: ${test}`, verdict].map(escape).join(' | ')} |`;
  });
  return `# Mutations

Written by \`npm run mutations\`: each mechanism is switched off by a deliberate mistake in the code, while it is loaded, and the test beside it must fail. Without the mistake it passes.

| mechanism | switched off in | must be noticed by | |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const escape = (text) => text.replaceAll('|', '\\|');
