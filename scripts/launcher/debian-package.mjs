import { existsSync } from 'node:fs';
import { runsAsRoot } from './paths.mjs';
import { progress, warn } from './output.mjs';
import { lastLines, runCommand } from './run-command.mjs';

/**
 * Finds a program that some tests need; as root on Debian it is installed.
 * @param {string[]} places where it may be
 * @param {string[]} packages Debian's, that bring it
 * @param {string} consequence what becomes of the tests without it
 * @returns {Promise<string>} its path, empty when there is none
 */
export async function findOrInstall(places, packages, consequence) {
  const found = places.find((path) => existsSync(path));
  if (found) return found;
  if (!runsAsRoot || !existsSync('/etc/debian_version')) return '';
  progress(`installing ${packages[0]} for the tests`);
  await runCommand('apt-get', ['update'], { deadline: 180_000 });
  const { status, output } = await runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    deadline: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) warn(`${packages[0]} could not be installed, ${consequence}: ${lastLines(output, 1)}`);
  return places.find((path) => existsSync(path)) ?? '';
}
