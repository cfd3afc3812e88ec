import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built services with tables; in an image of ours they lie side by side. */
const services = ['ticket', 'evolution-sender', 'gateway'];

/** Runs the services' own migrations in a database, as a deployment does. @throws Error with what they printed */
export async function migrateServices(databaseUrl: string): Promise<void> {
  for (const service of services) {
    const command = fileURLToPath(new URL(`../../../../${service}/src/migrate.js`, import.meta.url));
    await runMigration(command, databaseUrl);
  }
}

/** A migration uses the database alone; what else its service's environment must have never serves. */
const environment = {
  AMQP_URL: 'amqp://unused',
  MEDIA_DIR: 'unused',
  TOKEN_KEY: 'unused'.repeat(6),
  SECRETS_KEY: 'unused'.repeat(6),
};

function runMigration(command: string, databaseUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command], {
      env: { ...environment, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2_000)));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a migration failed: ${output.trim()}`))));
  });
}
