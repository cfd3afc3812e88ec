import { existsSync } from 'node:fs';
import { runsAsRoot } from './paths.mjs';
import { progress, warn } from './output.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser for the tests that need one; as root on Debian it is installed. Empty when there is none. */
export async function chromium() {
  const found = PLACES.find((path) => existsSync(path));
  if (found) return found;
  if (!runsAsRoot || !existsSync('/etc/debian_version')) return '';
  progress('installing chromium for the browser tests');
  await runCommand('apt-get', ['update'], { deadline: 180_000 });
  const { status, output } = await runCommand(
    'apt-get',
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji'],
    { deadline: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
  );
  if (status !== 0) warn(`chromium could not be installed, browser tests are skipped: ${lastLines(output, 1)}`);
  return PLACES.find((path) => existsSync(path)) ?? '';
}
