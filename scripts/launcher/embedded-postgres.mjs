import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from './output.mjs';
import { postgresAccount, postgresBinaries, reachableDatabaseFolder } from './postgres-binaries.mjs';
import { startOf } from './process-identity.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { waitUntil } from './wait-until.mjs';

const SUPERUSER = 'postgres';

/**
 * A PostgreSQL server of our own, listening on 127.0.0.1 only.
 * @param {{
 *   folder: string, port: number, password: string, log: string, throwAway?: boolean, parameters?: Record<string, string>,
 * }} settings `throwAway` trades durability for speed: for tests; `parameters` are further ones of the server
 * @param {import('./process-groups.mjs').ProcessGroups} groups
 * @param {(line: string) => void} report
 * @returns {{ process: SupervisedProcess, url: (database: string) => string, folder: string, bin: string }}
 */
export function embeddedPostgres(
  { folder: wanted, port, password, log, throwAway = false, parameters = {} },
  groups,
  report,
) {
  const native = postgresBinaries();
  const folder = reachableDatabaseFolder(wanted);
  const url = (database) => `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket's path may not exceed 107 characters, and nobody here connects through one.
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(throwAway ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
    ...parameters,
  };

  const supervised = new SupervisedProcess(
    {
      name: 'postgres',
      log,
      stage: 2,
      // Fast shutdown: sessions are ended, everything committed is flushed.
      stopSignal: 'SIGINT',
      prepare: async () => {
        if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(native, folder, password);
        refuseOtherVersion(native, folder);
        await endLeftover(folder, report);
        return {
          command: join(native, 'bin/postgres'),
          args: ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
          options: { cwd: folder, env: cleanEnvironment(), ...postgresAccount },
        };
      },
      ready: () => answers(url('postgres')),
    },
    groups,
    report,
  );
  return { process: supervised, url, folder, bin: join(native, 'bin') };
}

/** Creates the database when it does not exist yet. */
export async function ensureDatabase(adminUrl, name) {
  const client = await connect(adminUrl);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
  } finally {
    await client.end();
  }
}

async function createCluster(native, folder, password) {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (postgresAccount.uid !== undefined) {
    chownSync(unfinished, postgresAccount.uid, postgresAccount.gid);
    chownSync(passwordFile, postgresAccount.uid, postgresAccount.gid);
  }
  const { status, output } = await runCommand(
    join(native, 'bin/initdb'),
    [
      ['-D', unfinished],
      ['-U', SUPERUSER],
      ['-A', 'scram-sha-256'],
      ['--pwfile', passwordFile],
      ['-E', 'UTF8'],
      // The same order of names on every system, whatever its C library thinks.
      ['--locale-provider', 'builtin'],
      ['--builtin-locale', 'C.UTF-8'],
      ['--locale', 'C'],
      ['--no-instructions'],
    ].flat(),
    { cwd: '/', env: cleanEnvironment(), ...postgresAccount },
  );
  rmSync(passwordFile, { force: true });
  if (status !== 0) throw new LauncherError(`PostgreSQL's initdb failed: ${lastLines(output)}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** Someone's PGDATA or PGPORT must not reach our server. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function refuseOtherVersion(native, folder) {
  const have = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  const sample = readFileSync(join(native, '../package.json'), 'utf8', { flag: 'r' });
  const runs = JSON.parse(sample).version.split('.')[0];
  if (have !== runs) {
    throw new LauncherError(
      `the database in ${folder} was made by PostgreSQL ${have}, this release brings ${runs}: dump it with the old release first, or start over with --fresh`,
    );
  }
}

/** A server that outlived its launcher still holds the folder: it is asked to stop. */
async function endLeftover(folder, report) {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!(pid > 1) || startOf(pid) === null || !(await isPostgres(pid))) return;
  report(`a PostgreSQL server (pid ${pid}) still runs on ${folder}; stopping it`);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitUntil(() => startOf(pid) === null, { timeout: 5_000 })) return;
  }
}

async function isPostgres(pid) {
  if (process.platform === 'linux') {
    return /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]);
  }
  return /postgres/.test((await runCommand('ps', ['-o', 'command=', '-p', String(pid)])).stdout);
}

async function answers(url) {
  const client = await connect(url);
  await client.end();
  return true;
}

/** A connection to a server of ours. */
export async function connect(url) {
  // Imported late: this file is loaded before the dependencies are installed.
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}
