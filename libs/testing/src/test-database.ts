import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { testEnvironment } from './test-environment.js';

export interface TestDatabase {
  /** Connection URL of the superuser; there once the `beforeAll` hooks have run. */
  readonly url: string;
}

interface Template {
  /** Names the template: one per schema, e.g. `ticket`. */
  name: string;
  /** Brings the template's schema up to date; it must do nothing when it is. */
  migrate: (url: string) => Promise<unknown>;
}

/** Any fixed number: test files that prepare the same template take turns. */
const templateLock = 7_305_002;

/**
 * Gives the enclosing `describe` (or file) a fresh database, copied from a migrated template when one is named.
 * It is dropped afterwards unless a test failed; then its name is printed, so that it can be looked into.
 */
export function withDatabase(template?: Template): TestDatabase {
  const name = `test_${template?.name ?? 'empty'}_${randomBytes(6).toString('hex')}`;
  let url: string | undefined;
  let failed = false;

  beforeAll(async () => {
    url = await createDatabase(name, template);
  });
  beforeEach((context) => {
    context.onTestFailed(() => {
      failed = true;
    });
  });
  afterAll(async () => {
    if (failed) process.stderr.write(`database ${name} is kept, because a test failed\n`);
    else await asAdministrator((admin) => admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  });

  return {
    get url() {
      if (!url) throw new Error('the database exists only while tests and their hooks run');
      return url;
    },
  };
}

async function createDatabase(name: string, template: Template | undefined): Promise<string> {
  await asAdministrator(async (admin) => {
    if (!template) {
      await admin.query(`CREATE DATABASE "${name}"`);
      return;
    }
    const source = `template_${template.name}`;
    await admin.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [source]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE "${source}"`);
    await template.migrate(urlOf(source));
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${source}"`);
  });
  return urlOf(name);
}

/** One connection to the server's own database; ending it gives up its locks. */
async function asAdministrator(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: testEnvironment('BKCRM_TEST_DATABASE_URL') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(testEnvironment('BKCRM_TEST_DATABASE_URL'));
  url.pathname = `/${database}`;
  return url.href;
}
