/**
 * Brings up the whole of BKCRM and keeps it up: `npm start`. What is not given through the environment (or `.env`) comes
 * along: PostgreSQL, RabbitMQ, an Evolution simulator.
 *
 *   --fresh   empties the data folder first
 *   --watch   compiles on every change, restarts the services and reloads the console (`npm run dev`)
 */
import { parseArgs } from 'node:util';
import { buildIfNeeded } from './launcher/build.mjs';
import { requireFreePorts } from './launcher/check-ports.mjs';
import { emptyData } from './launcher/data-folder.mjs';
import { Development } from './launcher/development.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { takeLock } from './launcher/lock.mjs';
import { explain, LauncherError, say, warn } from './launcher/output.mjs';
import { showOverview, tellRunning } from './launcher/overview.mjs';
import { loadSecrets } from './launcher/secrets.mjs';
import { loadEnvironmentFile, readSettings } from './launcher/settings.mjs';
import { System } from './launcher/system.mjs';
import { runUntilStopped, stopSystem } from './launcher/until-stopped.mjs';

let system;
let development;
let lock;

await runUntilStopped({ start, stop, killAll: () => system?.killAll() });

async function start(isStopping) {
  const { fresh, watch } = readArguments();
  requireNode();
  loadEnvironmentFile();
  const settings = readSettings(process.env, { watch });
  lock = takeLock(`${settings.data}/launcher.lock`);
  if ('holder' in lock) return tellRunning(settings.data, lock.holder);
  await installIfNeeded();
  await buildIfNeeded();
  system = new System(settings, warn);
  await system.endLeftovers();
  if (fresh) emptyData(settings);
  await requireFreePorts(settings.ports);
  await system.start(loadSecrets(settings.data));
  if (isStopping()) return;
  if (watch) development = await Development.start(settings, system, { say, warn });
  const problem = await system.registerDemoNumber();
  if (problem) warn(`the demo number: ${problem}`);
  if (isStopping()) return;
  showOverview('BKCRM is running', system.description, 'Ctrl-C');
}

async function stop() {
  await development?.stop().catch(explain);
  await stopSystem(system);
  if (lock && 'release' in lock) lock.release();
}

function readArguments() {
  try {
    return parseArgs({ options: { fresh: { type: 'boolean' }, watch: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new LauncherError(`${error.message}\nusage: npm start [-- --fresh]   |   npm run dev [-- --fresh]`);
  }
}
