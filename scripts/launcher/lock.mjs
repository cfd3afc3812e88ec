import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startOf, stillRuns } from './process-identity.mjs';
import { LauncherError } from './output.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * Takes a lock file, which names the process that holds it; one whose process is gone is taken over.
 * @returns {{ holder: number } | { release: () => void }} the pid of the other holder, or a way to let go
 */
export function takeLock(path) {
  const own = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  } catch (error) {
    throw new LauncherError(`this account cannot write to ${dirname(path)} (${error.code})`);
  }
  try {
    // Two rounds: the first may find, and clear away, what a dead process left.
    for (let round = 0; round < 2; round += 1) {
      try {
        // Linking, unlike writing, makes the file appear whole.
        linkSync(own, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readHolder(path);
      if (holder && stillRuns(holder)) return { holder: holder.pid };
      rmSync(path, { force: true });
    }
    throw new LauncherError(`${path} is being taken by others all the time`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Runs the work while holding the lock, waiting for it up to ten minutes. */
export async function withLock(path, work) {
  let lock = takeLock(path);
  const take = () => {
    lock = takeLock(path);
    return 'release' in lock;
  };
  if (!('release' in lock) && !(await waitUntil(take, { timeout: 600_000, every: 250 }))) {
    throw new LauncherError(`somebody holds ${path} for more than ten minutes: remove it if nobody does`);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
