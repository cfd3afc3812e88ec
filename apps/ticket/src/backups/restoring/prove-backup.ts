import { createHash } from 'node:crypto';
import type { BackupManifest } from '@bkcrm/backup';
import type { BackupProof } from '@bkcrm/contracts';
import { createMigrationDataSource, roles } from '@bkcrm/database';
import { restoreBackup } from './restore-backup.js';
import type { RestoreOptions } from './restore-backup.js';

/** Brings the schemas of all services into an empty database. */
export type PrepareSchemas = (databaseUrl: string) => Promise<void>;

export interface ProofOptions extends Pick<RestoreOptions, 'target' | 'keys'> {
  /** Where the scratch database is made, which is dropped afterwards; whoever logs in must be allowed to. */
  serverUrl: string;
  prepare: PrepareSchemas;
}

/** Restores a backup into a scratch database and compares every table with what it was made from. Never throws: what fails is the result. */
export async function proveBackup(
  manifest: BackupManifest,
  { target, keys, serverUrl, prepare }: ProofOptions,
): Promise<BackupProof> {
  const problems: string[] = [];
  try {
    await withScratchDatabase(serverUrl, async (databaseUrl) => {
      await prepare(databaseUrl);
      await restoreBackup(manifest, { target, keys, databaseUrl, mayOverwrite: true, purpose: 'proof' });
    });
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'it failed');
  }
  return {
    at: new Date().toISOString(),
    ok: problems.length === 0,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    problems,
  };
}

/** Named after the database beside which it is made: one that a crash left behind is dropped by the next proof. */
async function withScratchDatabase(serverUrl: string, work: (url: string) => Promise<void>): Promise<void> {
  const url = new URL(serverUrl);
  const name = `bkcrm_proof_${createHash('sha256').update(url.pathname).digest('hex').slice(0, 12)}`;
  const server = createMigrationDataSource({
    url: serverUrl,
    role: roles.ticket,
    schema: 'public',
    applicationName: 'bkcrm-proof',
  });
  await server.initialize();
  try {
    const drop = (): Promise<unknown> => server.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await drop();
    await server.query(`CREATE DATABASE "${name}"`);
    try {
      url.pathname = `/${name}`;
      await work(url.href);
    } finally {
      await drop();
    }
  } finally {
    await server.destroy();
  }
}
