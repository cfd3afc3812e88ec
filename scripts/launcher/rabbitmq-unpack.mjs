import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findInstalledRabbitmq } from './rabbitmq-find.mjs';
import { LauncherError, progress } from './output.mjs';
import { cacheFolder } from './paths.mjs';
import { lastLines, runCommand } from './run-command.mjs';

/** Whether this is a system whose packages can be fetched and unpacked without being installed. */
export function canUnpack() {
  return ['/usr/bin/apt-get', '/usr/bin/dpkg', '/usr/bin/dpkg-deb'].every((file) => existsSync(file));
}

/**
 * Fetches RabbitMQ and Erlang from the distribution (signatures checked by apt, against lists of our own) and
 * unpacks them into the cache; nothing is installed and no right is needed.
 * @returns {Promise<{ sbin: string, path: string }>} `path` is the folder with an `erl` that finds the unpacked runtime
 * @throws LauncherError
 */
export async function unpackedRabbitmq() {
  const tree = join(cacheFolder(), `rabbitmq-${systemName()}-${process.arch}`);
  if (!existsSync(tree)) {
    const work = `${tree}.${process.pid}`;
    rmSync(work, { recursive: true, force: true });
    try {
      mkdirSync(work, { recursive: true });
      await fetchAndUnpack(work);
      moveInto(join(work, 'tree'), tree);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  const sbin = findInstalledRabbitmq({ path: '', roots: [join(tree, 'usr/lib/rabbitmq/lib')] });
  if (!sbin) throw new LauncherError(`${tree} holds no RabbitMQ: remove that folder and start again`);
  return { sbin, path: join(tree, 'shim') };
}

/** Another start may have been faster; its tree is as good as ours. */
function moveInto(made, tree) {
  try {
    renameSync(made, tree);
  } catch (error) {
    if (!existsSync(tree)) throw error;
  }
}

async function fetchAndUnpack(work) {
  const apt = aptOptions(work);
  progress('fetching the package lists (once; RabbitMQ is not on this machine)');
  const update = await runCommand('apt-get', ['update', ...apt]);
  const packages = await packagesNeeded(work, apt);
  if (packages.length === 0) {
    throw new LauncherError(
      `RabbitMQ is not on this machine and apt-get cannot fetch it (${lastLines(update.output, 1)}): install it (apt-get install rabbitmq-server) or set AMQP_URL`,
    );
  }
  progress(`fetching RabbitMQ (${packages.length} packages, once)`);
  const debs = join(work, 'debs');
  mkdirSync(debs);
  const download = await runCommand('apt-get', ['download', ...apt, ...packages], { cwd: debs, deadline: 600_000 });
  if (download.status !== 0) throw new LauncherError(`RabbitMQ could not be fetched: ${lastLines(download.output, 3)}`);
  const tree = join(work, 'tree');
  for (const file of readdirSync(debs)) {
    const unpacked = await runCommand('dpkg', ['-x', join(debs, file), tree]);
    if (unpacked.status !== 0)
      throw new LauncherError(`${file} could not be unpacked: ${lastLines(unpacked.output, 2)}`);
  }
  writeErlangShim(tree);
}

function aptOptions(work) {
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(work, folder), { recursive: true });
  const settings = {
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    // As root, apt would drop to an account that cannot write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Retries': '3',
    'Acquire::http::Timeout': '30',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/**
 * What is missing here, plus the whole of Erlang even where parts of it are installed: the shim's runtime looks for
 * its libraries in one place.
 */
async function packagesNeeded(work, apt) {
  const nothingInstalled = join(work, 'status');
  writeFileSync(nothingInstalled, '');
  const ask = ['install', '-y', '--no-install-recommends', '--print-uris', '-o', 'Debug::NoLocking=1', ...apt];
  const missing = await runCommand('apt-get', [...ask, 'rabbitmq-server']);
  const everything = await runCommand('apt-get', [
    ...ask,
    '-o',
    `Dir::State::status=${nothingInstalled}`,
    'rabbitmq-server',
  ]);
  const erlang = packagesFromUris(everything.stdout).filter((name) => /^(erlang-|rabbitmq-server=)/.test(name));
  return [...new Set([...packagesFromUris(missing.stdout), ...erlang])];
}

/**
 * `name=version` of each package in the output of `apt-get --print-uris`, whose lines are
 * `'uri' name_version_architecture.deb size hash` with the version's colon written as %3a.
 */
export function packagesFromUris(output) {
  return [...output.matchAll(/^'[^']+' ([^\s_]+)_([^\s_]+)_[^\s_]+\.deb /gm)].map(
    ([, name, version]) => `${name}=${decodeURIComponent(version)}`,
  );
}

/** Debian's own `erl` has its place written into it; this one takes it from where it lies. */
function writeErlangShim(tree) {
  const erts = readdirSync(join(tree, 'usr/lib/erlang')).find((name) => name.startsWith('erts-'));
  if (!erts) throw new LauncherError('the fetched Erlang has no runtime');
  const libraries = readdirSync(join(tree, 'usr/lib')).filter((name) => name.includes('-linux-'));
  const shim = join(tree, 'shim');
  mkdirSync(shim);
  const erl = `#!/bin/sh
tree=$(cd "$(dirname "$0")" && while [ ! -d shim ]; do cd ..; done && pwd)
export ROOTDIR="$tree/usr/lib/erlang"
export BINDIR="$ROOTDIR/${erts}/bin" EMU=beam PROGNAME=erl
export LD_LIBRARY_PATH="${libraries.map((name) => `$tree/usr/lib/${name}:`).join('')}$LD_LIBRARY_PATH"
exec "$BINDIR/erlexec" "$@"
`;
  for (const path of [join(shim, 'erl'), join(tree, 'usr/lib/erlang/bin/erl')]) {
    rmSync(path, { force: true });
    writeFileSync(path, erl, { mode: 0o755 });
  }
  symlinkSync(`../usr/lib/erlang/${erts}/bin/epmd`, join(shim, 'epmd'));
}

function systemName() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return `${value('ID')}${value('VERSION_ID')}`.replace(/[^\w.]/g, '') || 'linux';
}
