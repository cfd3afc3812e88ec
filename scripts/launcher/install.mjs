import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { inProject, projectRoot } from './paths.mjs';
import { LauncherError, progress } from './output.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const OLDEST_NODE = [20, 19];

/** @throws LauncherError when this Node.js is too old for what we run */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new LauncherError(`Node.js ${OLDEST_NODE.join('.')} or later is needed, this is ${version}`);
  }
}

/** Installs the dependencies exactly as the lockfile says, unless they are there already. */
export async function installIfNeeded() {
  const lock = readFileSync(inProject('package-lock.json'));
  const stamp = inProject('node_modules/.bkcrm-installed');
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!matchesLock(JSON.parse(lock), installedPackages())) await install();
  try {
    writeFileSync(stamp, hash);
  } catch {
    // Somebody else's node_modules: the comparison is made again next time.
  }
}

async function install() {
  // `npm ci` would empty what the link leads to, and other work trees with it.
  if (lstatSync(inProject('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new LauncherError(
      'node_modules is a link to a folder that does not match package-lock.json: remove the link',
    );
  progress('installing the dependencies (npm ci)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  if (spawnSync(npm, ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new LauncherError('npm is not in PATH: install it, or run `npm ci` where it is');
  }
  const { status, output } = await runCommand(npm, ['ci', '--no-fund', '--no-audit'], {
    cwd: projectRoot,
    deadline: 900_000,
    // `NODE_ENV=production` would leave out what the build needs.
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (status !== 0) throw new LauncherError(`npm ci failed:\n${lastLines(output, 12)}`);
}

/** npm's own record of what lies in node_modules. */
function installedPackages() {
  try {
    return JSON.parse(readFileSync(inProject('node_modules/.package-lock.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Whether everything the lockfile demands is installed in that version. Optional packages may be missing: most are
 * for other platforms.
 */
export function matchesLock(lock, installed) {
  if (!installed) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const present = installed.packages[path];
    return present ? present.version === wanted.version : Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}
