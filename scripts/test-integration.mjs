/**
 * The same check as `npm run doctor`, against any running system:
 *
 *   BKCRM_ADMIN_PASSWORD=… node scripts/test-integration.mjs --url https://desk.example.com --email admin@example.com
 *
 * Exit status 0 when nothing failed.
 */
import { parseArgs } from 'node:util';
import { requireNode } from './launcher/install.mjs';
import { explain, LauncherError } from './launcher/output.mjs';
import { loadEnvironmentFile } from './launcher/settings.mjs';
import { checkSystem } from './launcher/system-check.mjs';

const usage = `usage: node scripts/test-integration.mjs --url <gateway> [options]
  --url <url>             the gateway (or BKCRM_URL)
  --email <address>       who signs in (or BKCRM_ADMIN_EMAIL)
  --password <password>   better in BKCRM_ADMIN_PASSWORD: arguments show in the list of processes
  --ingest <url>          webhook-ingest
  --simulator <url>       an Evolution simulator with a number called demo: adds a message there and back
  --admin <service>=<url> the administration address of a service; repeatable
  --json                  one JSON object instead of rows`;

try {
  requireNode();
  loadEnvironmentFile();
  process.exit((await checkSystem(readTarget())) ? 0 : 1);
} catch (error) {
  explain(error);
  process.exit(2);
}

function readTarget() {
  const { values } = readArguments();
  const { env } = process;
  const gateway = values.url ?? env.BKCRM_URL;
  if (!gateway) throw new LauncherError(usage);
  return {
    gateway: gateway.replace(/\/+$/, ''),
    ingest: values.ingest,
    simulator: values.simulator,
    administration: Object.fromEntries(values.admin.map((entry) => entry.split(/=(.*)/, 2))),
    json: values.json,
    email: values.email ?? env.BKCRM_ADMIN_EMAIL,
    password: values.password ?? env.BKCRM_ADMIN_PASSWORD,
  };
}

function readArguments() {
  const text = { type: 'string' };
  const admin = { type: 'string', multiple: true, default: [] };
  try {
    return parseArgs({
      options: {
        url: text,
        email: text,
        password: text,
        ingest: text,
        simulator: text,
        admin,
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new LauncherError(`${error.message}\n${usage}`);
  }
}
