/**
 * Runs BKCRM for a company, without Docker: `npm run production`. Brings the tables up to date, starts the four services and
 * keeps them running. Nothing is embedded and nothing is generated: what is missing, or is a value of an example, is named and
 * nothing starts.
 *
 *   --check   only says whether these settings may serve a company
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { requireFreePorts } from './launcher/check-ports.mjs';
import { requireNode } from './launcher/install.mjs';
import { takeLock } from './launcher/lock.mjs';
import { LauncherError, say, warn } from './launcher/output.mjs';
import { showOverview, tellRunning } from './launcher/overview.mjs';
import { inProject } from './launcher/paths.mjs';
import { productionProblems } from './launcher/production-settings.mjs';
import { entryOf } from './launcher/services.mjs';
import { loadEnvironmentFile, readSettings } from './launcher/settings.mjs';
import { System } from './launcher/system.mjs';
import { runUntilStopped, stopSystem } from './launcher/until-stopped.mjs';

let system;
let lock;

await runUntilStopped({ start, stop, killAll: () => system?.killAll() });

async function start(isStopping) {
  const { check } = readArguments();
  requireNode();
  loadEnvironmentFile();
  requireProductionSettings(process.env);
  if (check) {
    say('these settings may serve a company');
    return;
  }
  if (!existsSync(inProject(entryOf('gateway')))) {
    throw new LauncherError('nothing is built yet: `npm ci && npm run build`');
  }
  const settings = readSettings(process.env);
  lock = takeLock(`${settings.data}/launcher.lock`);
  if ('holder' in lock) return tellRunning(settings.data, lock.holder);
  system = new System(settings, warn);
  await system.endLeftovers();
  await requireFreePorts(settings.ports);
  await system.start({});
  if (isStopping()) return;
  showOverview('BKCRM is running', system.description, 'Ctrl-C, or SIGTERM');
}

async function stop() {
  await stopSystem(system);
  if (lock && 'release' in lock) lock.release();
}

function requireProductionSettings(environment) {
  const problems = productionProblems(environment);
  if (problems.length === 0) return;
  throw new LauncherError(
    `these settings must not serve a company:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
      'Set them in the environment or in .env; docs/deploy.md says how. `npm start` is for trying BKCRM out.',
  );
}

function readArguments() {
  try {
    return parseArgs({ options: { check: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new LauncherError(`${error.message}\nusage: npm run production [-- --check]`);
  }
}
