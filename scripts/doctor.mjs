/** Checks the system that `npm start` runs here, end to end: `npm run doctor`. Exit status 0 when all is well. */
import { requireNode } from './launcher/install.mjs';
import { explain, LauncherError, say } from './launcher/output.mjs';
import { readRunning } from './launcher/running-system.mjs';
import { loadSecrets } from './launcher/secrets.mjs';
import { loadEnvironmentFile, readSettings } from './launcher/settings.mjs';
import { checkSystem } from './launcher/system-check.mjs';

try {
  requireNode();
  loadEnvironmentFile();
  const { data, given } = readSettings(process.env);
  const running = readRunning(data);
  if (!running) {
    throw new LauncherError(
      `nothing runs on ${data}: start it by \`npm start\`, or check another system by \`node scripts/test-integration.mjs --url <gateway>\``,
    );
  }
  say(`BKCRM at ${running.addresses.console}\n`);
  const healthy = await checkSystem({
    ...running.addresses,
    email: running.email,
    password: running.generatedPassword ? loadSecrets(data).BKCRM_ADMIN_PASSWORD : given.BKCRM_ADMIN_PASSWORD,
  });
  process.exit(healthy ? 0 : 1);
} catch (error) {
  explain(error);
  process.exit(1);
}
