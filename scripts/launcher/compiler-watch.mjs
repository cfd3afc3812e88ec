import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { projectRoot } from './paths.mjs';

/**
 * Compiles the services whenever a source changes.
 * @param {import('./process-groups.mjs').ProcessGroups} groups
 * @param {{ compiled: () => void, problem: (line: string) => void }} on `problem` gets the compiler's messages line by line
 */
export function watchServices(groups, { compiled, problem }) {
  const compiler = groups.spawn('compiler', {
    command: process.execPath,
    args: ['node_modules/@nestjs/cli/bin/nest.js', 'build', '--watch', '--preserveWatchOutput'],
    options: { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] },
    stage: 0,
  });
  for (const stream of [compiler.stdout, compiler.stderr]) {
    createInterface({ input: stream }).on('line', (coloured) => {
      const line = stripVTControlCharacters(coloured);
      if (/Found 0 errors/.test(line)) compiled();
      else if (line.trim() !== '' && !/Starting compilation|File change detected/.test(line)) problem(line);
    });
  }
  return compiler;
}
