import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError, progress } from './output.mjs';
import { projectRoot } from './paths.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { entryOf, servicesWithTables } from './services.mjs';

/** Brings the schemas of these services up to date, one after the other. @throws LauncherError */
export async function migrateAll(definitions, data) {
  for (const { name, environment } of definitions.filter((one) => servicesWithTables.includes(one.name))) {
    progress(`bringing ${name}'s tables up to date`);
    const { status, output } = await runCommand(process.execPath, ['--enable-source-maps', entryOf(name, 'migrate')], {
      cwd: projectRoot,
      env: environment,
      deadline: 300_000,
    });
    mkdirSync(join(data, 'logs'), { recursive: true });
    appendFileSync(join(data, 'logs/migrations.log'), output);
    if (status !== 0) throw new LauncherError(`${name}'s migrations failed:\n${lastLines(output, 12)}`);
  }
}
