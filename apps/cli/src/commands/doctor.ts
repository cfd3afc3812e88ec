import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AddCommands } from '../context.js';

/** From `dist/apps/cli/src/commands`, to the project or the image's folder. */
const check = fileURLToPath(new URL('../../../../../scripts/test-integration.mjs', import.meta.url));

/** `bkcrm doctor`: the same check as `npm run doctor`, of any system that can be reached. */
export const addDoctorCommand: AddCommands = (program, context) => {
  program
    .command('doctor')
    .description('checks a running system end to end; exit status 0 when nothing failed')
    .option('--ingest <url>', 'webhook-ingest')
    .option('--admin <service=url...>', "a service's administration address; repeatable")
    .action(async ({ ingest, admin = [] }: { ingest?: string; admin?: string[] }) => {
      const { url, options, config } = context();
      const email = options.email ?? config.BKCRM_ADMIN_EMAIL;
      const args = [
        ['--url', url],
        email === undefined ? [] : ['--email', email],
        ingest === undefined ? [] : ['--ingest', ingest],
        admin.flatMap((one) => ['--admin', one]),
        options.json ? ['--json'] : [],
      ].flat();
      // The password goes through the environment, which the check reads itself.
      const child = spawn(process.execPath, [check, ...args], { stdio: 'inherit' });
      const [status] = (await once(child, 'close')) as [number | null];
      process.exitCode = status ?? 1;
    });
};
