import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, embeddedPostgres } from './embedded-postgres.mjs';
import { postgresAccount } from './postgres-binaries.mjs';
import { freePort } from './ports.mjs';
import { ProcessGroups, signalGroup } from './process-groups.mjs';
import { waitUntil } from './wait-until.mjs';

/** Not part of a base backup: what the server makes anew. */
const leftOut =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/|^postmaster\.(pid|opts)$/;

/** See test-archived-database.d.mts. */
export async function testArchivedDatabase({ running, recovering }) {
  const data = mkdtempSync(join(tmpdir(), 'bkcrm-archived-'));
  // The database server runs under another account when we are root.
  chmodSync(data, 0o755);
  const [archive, base] = [join(data, 'archive'), join(data, 'base')];
  mkdirSync(archive);
  own(archive);
  const here = (parameters) =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, value.replaceAll('/archive', archive)]),
    );
  const groups = new ProcessGroups(join(data, 'run'));
  const settings = {
    folder: join(data, 'postgres'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    log: join(data, 'postgres.log'),
    parameters: here(running),
  };
  const server = embeddedPostgres(settings, groups, () => {});
  const query = (sql) => ask(server.url('postgres'), sql);

  return {
    url: server.url,
    start: () => server.process.start(),
    stop: async () => {
      await server.process.stop();
      groups.close();
      rmSync(data, { recursive: true, force: true });
    },
    makeBaseBackup: async () => {
      const client = await connect(server.url('postgres'));
      try {
        await client.query(`SELECT pg_backup_start('drill', true)`);
        copyServer(server.folder, base);
        // Comes back once everything that the copy needs is archived.
        const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(true)');
        writeFileSync(join(base, 'backup_label'), rows[0].labelfile);
      } finally {
        await client.end();
      }
    },
    archiveAll: async () => {
      const [{ file }] = await query('SELECT pg_walfile_name(pg_switch_wal()) AS file');
      if (!(await waitUntil(() => readdirSync(archive).includes(file), { timeout: 60_000 })))
        throw new Error(`${file} is not archived`);
    },
    lose: async () => {
      const stopped = server.process.stop();
      signalGroup(server.process.pid, 'SIGKILL');
      await stopped;
      rmSync(server.folder, { recursive: true });
    },
    recover: async (moment) => {
      cpSync(base, server.folder, { recursive: true });
      mkdirSync(join(server.folder, 'pg_wal/archive_status'), { recursive: true });
      const parameters = { ...here(recovering), recovery_target_time: moment };
      const lines = Object.entries(parameters).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
      appendFileSync(join(server.folder, 'postgresql.auto.conf'), lines.join(''));
      writeFileSync(join(server.folder, 'recovery.signal'), '');
      own(server.folder);
      await server.process.restart();
      const isRecovered = await waitUntil(
        async () => (await query('SELECT pg_is_in_recovery() AS goes_on'))[0].goes_on === false,
        { timeout: 120_000 },
      );
      if (!isRecovered) throw new Error('the recovery does not end');
    },
  };
}

/** Files come, grow and go meanwhile: the WAL makes them whole. */
function copyServer(from, to, below = '') {
  mkdirSync(join(to, below), { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) copyServer(from, to, path);
    else if (!leftOut.test(path)) copyFile(join(from, path), join(to, path));
  }
}

function copyFile(from, to) {
  try {
    cpSync(from, to);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function own(path) {
  if (postgresAccount.uid === undefined) return;
  chownSync(path, postgresAccount.uid, postgresAccount.gid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name));
}

async function ask(url, sql) {
  const client = await connect(url);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
