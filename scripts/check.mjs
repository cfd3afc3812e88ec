/**
 * Everything that can be said about the code without servers: `npm run check`. One line a step; ends at the first that
 * fails, unless `--keep-going` is given.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bootEach } from './launcher/boot-check.mjs';
import { buildIfNeeded } from './launcher/build.mjs';
import { requireNoTestCode } from './launcher/built-code.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { explain, green, LauncherError, progress, red, say } from './launcher/output.mjs';
import { inProject, projectRoot } from './launcher/paths.mjs';
import { lastLines, runCommand } from './launcher/run-command.mjs';

const tool = (path, ...args) => script(`node_modules/${path}`, ...args);

function script(path, ...args) {
  return async () => {
    const { status, output } = await runCommand(process.execPath, [path, ...args], {
      cwd: projectRoot,
      deadline: 600_000,
    });
    if (status !== 0) throw new LauncherError(lastLines(output, 60));
  };
}

const consoleProject = 'apps/console/tsconfig.json';

const steps = [
  { name: 'lint', run: tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings') },
  { name: 'format', run: tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', run: tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json') },
  ...(existsSync(inProject(consoleProject))
    ? [{ name: 'types of the console', run: tool('typescript/bin/tsc', '--noEmit', '-p', consoleProject) }]
    : []),
  {
    name: 'layers',
    run: tool('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'apps', 'libs'),
  },
  { name: 'dead code', run: tool('knip/bin/knip.js') },
  { name: 'unit tests', run: tool('vitest/vitest.mjs', 'run', '--project', 'unit') },
  { name: 'build', run: buildIfNeeded },
  { name: 'no test code', run: requireNoTestCode },
  { name: 'boot', run: bootEach },
  { name: 'openapi', run: script('scripts/generate-openapi.mjs', '--check') },
];

try {
  const { keepGoing, only, skip } = readArguments();
  requireNode();
  await installIfNeeded();
  const chosen = steps.filter(({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name));
  process.exit((await runSteps(chosen, keepGoing)) ? 0 : 1);
} catch (error) {
  explain(error);
  process.exit(1);
}

async function runSteps(chosen, keepGoing) {
  let passed = true;
  for (const { name, run } of chosen) {
    const since = Date.now();
    const seconds = () => `${((Date.now() - since) / 1_000).toFixed(1)} s`.padStart(8);
    if (process.stdout.isTTY) progress(name);
    try {
      await run();
      say(`${green('✓')} ${name.padEnd(22)}${seconds()}`);
    } catch (error) {
      passed = false;
      say(`${red('✗')} ${name.padEnd(22)}${seconds()}`);
      explain(error);
      if (!keepGoing) break;
    }
  }
  return passed;
}

function readArguments() {
  const names = { type: 'string', multiple: true, default: [] };
  try {
    const { values } = parseArgs({ options: { 'keep-going': { type: 'boolean' }, only: names, skip: names } });
    const unknown = values.only.concat(values.skip).find((name) => !steps.some((step) => step.name === name));
    if (unknown) throw new Error(`there is no step "${unknown}"`);
    return { keepGoing: values['keep-going'] ?? false, only: values.only, skip: values.skip };
  } catch (error) {
    const list = steps.map(({ name }) => name).join(', ');
    throw new LauncherError(
      `${error.message}\nusage: npm run check -- [--keep-going] [--only <step>]… [--skip <step>]…\nsteps: ${list}`,
    );
  }
}
