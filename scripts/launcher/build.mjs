import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { filesBelow, fingerprint, isCurrent } from './fingerprint.mjs';
import { LauncherError, progress } from './output.mjs';
import { inProject, projectRoot } from './paths.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const commonInputs = ['package-lock.json', 'tsconfig.json'];
const serviceSettings = ['nest-cli.json', 'tsconfig.build.json', ...commonInputs];

/** Whether a source file ends up in the services' build. */
const isServiceSource = (path) =>
  /^(apps|libs)\/[^/]+\/src\/.*\.ts$/.test(path) &&
  !/^apps\/console\/|^libs\/testing\/|\.(spec|fixture)\.ts$/.test(path);

/** Builds what has changed since the last build. Several starts at once take turns. */
export async function buildIfNeeded() {
  mkdirSync(inProject('dist'), { recursive: true });
  await withLock(inProject('dist/.build-lock'), async () => {
    await buildServices();
    await buildConsole();
  });
}

async function buildServices() {
  const sources = filesBelow(['apps', 'libs']).filter(isServiceSource);
  if (sources.length === 0) return;
  const current = fingerprint([...sources, ...serviceSettings]);
  const stamp = inProject('dist/.services-built');
  const outputs = sources
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => inProject('dist', path.replace(/\.ts$/, '.js')));
  const complete = outputs.every((path) => existsSync(path));
  if (complete && isCurrent(stamp, current)) return;
  progress('building the services');
  rmSync(stamp, { force: true });
  // The compiler writes only what it believes to have changed; that belief is wrong once outputs are gone.
  if (!complete) rmSync(inProject('dist/services.tsbuildinfo'), { force: true });
  await run('the services', ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  removeOrphans(new Set(outputs));
  writeFileSync(stamp, current);
}

/** Outputs of sources that are gone: a deleted migration must not run any more. The console's are not the compiler's. */
function removeOrphans(outputs) {
  for (const path of filesBelow(['apps', 'libs'], inProject('dist'))) {
    if (path.startsWith('apps/console/')) continue;
    const script = inProject('dist', path).replace(/(\.js\.map|\.d\.ts|\.d\.ts\.map)$/, '.js');
    if (script.endsWith('.js') && !outputs.has(script)) rmSync(inProject('dist', path));
  }
}

async function buildConsole() {
  if (!existsSync(inProject('apps/console/index.html'))) return;
  const current = fingerprint(['apps/console', 'libs/client', 'libs/contracts', ...commonInputs]);
  const stamp = inProject('dist/.console-built');
  if (hasConsole() && isCurrent(stamp, current)) return;
  progress('building the console');
  rmSync(stamp, { force: true });
  await run('the console', ['node_modules/vite/bin/vite.js', 'build', 'apps/console']);
  await run('the client', ['node_modules/vite/bin/vite.js', 'build', 'libs/client']);
  writeFileSync(stamp, current);
}

/** Whether the page and the script that it loads are there. */
function hasConsole() {
  const page = inProject('dist/apps/console/index.html');
  if (!existsSync(page) || !existsSync(inProject('dist/apps/console/sdk/bkcrm-client.js'))) return false;
  const scripts = [...readFileSync(page, 'utf8').matchAll(/src="\.?\/(assets\/[^"]+\.js)"/g)];
  return scripts.length > 0 && scripts.every(([, path]) => existsSync(inProject('dist/apps/console', path)));
}

async function run(what, args) {
  const { status, output } = await runCommand(process.execPath, args, { cwd: projectRoot, deadline: 600_000 });
  if (status !== 0) throw new LauncherError(`building ${what} failed:\n${lastLines(output, 25)}`);
}
