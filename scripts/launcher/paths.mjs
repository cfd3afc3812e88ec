import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file is part of. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const runsAsRoot = process.getuid?.() === 0;

/** Absolute path of a file of the project. */
export const inProject = (...parts) => join(projectRoot, ...parts);

/** Where everything that must survive a restart lies: `BKCRM_DATA`, else `.data` in the checkout. */
export function dataFolder(environment = process.env) {
  return resolve(projectRoot, environment.BKCRM_DATA || '.data');
}

/**
 * What is costly to fetch and the same for every checkout: `BKCRM_CACHE`, else the account's cache folder, else (for an
 * account without a home) a part of the data folder.
 */
export function cacheFolder(environment = process.env) {
  if (environment.BKCRM_CACHE) return resolve(environment.BKCRM_CACHE);
  if (runsAsRoot) return '/var/cache/bkcrm';
  const folder = join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bkcrm');
  return canMake(folder) ? folder : join(dataFolder(environment), 'cache');
}

function canMake(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
