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
import { showOverview } from './launcher/overview.mjs';
import { readRunning } from './launcher/running-system.mjs';
import { loadSecrets } from './launcher/secrets.mjs';
import { loadEnvironmentFile, readSettings } from './launcher/settings.mjs';
import { System } from './launcher/system.mjs';

let system;
let development;
let lock;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopBy(signal));
// A closed terminal must not end us before everything has been stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await main();
} catch (error) {
  if (!stopping) {
    explain(error);
    await stopEverything();
    process.exit(1);
  }
}

async function main() {
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
  if (stopping) return;
  if (watch) development = await Development.start(settings, system, { say, warn });
  const problem = await system.registerDemoNumber();
  if (problem) warn(`the demo number: ${problem}`);
  if (stopping) return;
  showOverview('BKCRM is running', system.description, 'Ctrl-C');
}

function tellRunning(data, holder) {
  const running = readRunning(data);
  if (running) {
    const password = running.generatedPassword ? loadSecrets(data).BKCRM_ADMIN_PASSWORD : undefined;
    showOverview(`BKCRM is already running (pid ${holder})`, { ...running, password }, `kill ${holder}`);
  }
  if (!running) warn(`BKCRM is being started already (pid ${holder})`);
  process.exitCode = 1;
}

async function stopBy(signal) {
  if (stopping) {
    warn('stopping at once');
    system?.killAll();
    process.exit(1);
  }
  stopping = true;
  say(`\nstopping (${signal})`);
  await stopEverything();
  say('stopped');
  process.exit(0);
}

async function stopEverything() {
  await development?.stop().catch(explain);
  await system?.stop().catch((error) => {
    explain(error);
    system.killAll();
  });
  if (lock && 'release' in lock) lock.release();
}

function readArguments() {
  try {
    return parseArgs({ options: { fresh: { type: 'boolean' }, watch: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new LauncherError(`${error.message}\nusage: npm start [-- --fresh]   |   npm run dev [-- --fresh]`);
  }
}
