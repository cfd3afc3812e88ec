import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { LauncherError } from './output.mjs';
import { projectRoot, runsAsRoot } from './paths.mjs';
import { freePort } from './ports.mjs';
import { lastLines } from './run-command.mjs';
import { loadSecrets } from './secrets.mjs';
import { entryOf, serviceDefinitions } from './services.mjs';
import { portDefaults, readSettings } from './settings.mjs';
import { waitUntil } from './wait-until.mjs';

const ALIVE_WITHIN = 30_000;
const STOP_WITHIN = 15_000;
const NOBODY = 65_534;
/** What a wrong import or a missing provider says; such a module may otherwise be loaded only much later. */
const BROKEN = /ERR_MODULE_NOT_FOUND|Cannot find module|before initialization|Nest can't resolve|SyntaxError/;

/**
 * Starts each built service with a database and a broker that nobody serves: it must load (tests run under another module
 * loader than production), answer `/livez` regardless, and end cleanly when told to.
 * @param {{ root?: string, environment?: Record<string, string> }} [built] another folder than the checkout, with the
 *   environment that belongs to it: as root, the services then run as an account that owns nothing there
 * @throws LauncherError naming every service that does not
 */
export async function bootEach({ root = projectRoot, environment = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'bkcrm-boot-'));
  const account = root !== projectRoot && runsAsRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (account.uid) chownSync(data, account.uid, account.gid);
  try {
    const problems = [];
    for (const definition of await definitionsWithoutBackends(data)) {
      const env = { ...environment, ...definition.environment };
      const problem = await boot(definition, { cwd: root, env, ...account });
      if (problem) problems.push(`${definition.name} ${problem}`);
    }
    if (problems.length > 0) throw new LauncherError(problems.join('\n'));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function definitionsWithoutBackends(data) {
  const ports = {};
  for (const variable of Object.keys(portDefaults)) ports[variable] = String(await freePort());
  const { PATH = '', HOME = '' } = process.env;
  const settings = readSettings({ PATH, HOME, BKCRM_DATA: data, ...ports });
  const closed = await freePort();
  return serviceDefinitions(settings, loadSecrets(data), {
    database: `postgresql://nobody:nothing@127.0.0.1:${closed}/none`,
    broker: `amqp://nobody:nothing@127.0.0.1:${closed}`,
  });
}

/** @returns {Promise<string | undefined>} what is wrong */
async function boot({ name, alive }, options) {
  const child = spawn(process.execPath, [entryOf(name)], options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((settle) => {
    child.once('exit', (status, signal) => settle(status ?? signal));
    child.once('error', (error) => settle(error.message));
  });
  const giveUp = new AbortController();
  const isAlive = await Promise.race([
    waitUntil(async () => (await fetch(alive)).ok, { timeout: ALIVE_WITHIN, signal: giveUp.signal }),
    ended.then((how) => `ended (${how})`),
  ]);
  giveUp.abort();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
  const how = await ended;
  clearTimeout(timer);
  const end = `:\n${lastLines(output.replace(/^ +at .*\n/gm, ''), 12)}`;
  if (BROKEN.test(output)) return `does not load${end}`;
  if (isAlive !== true) return `${isAlive ?? `did not answer ${alive}`}${end}`;
  if (how !== 0) return `did not end cleanly on SIGTERM (${how})${end}`;
  return undefined;
}
