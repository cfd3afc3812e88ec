import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LauncherError } from './output.mjs';

/** Without characters that look alike, since people type it from the screen. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** What is generated once when the environment does not set it, by the name of its variable. */
const makers = {
  BKCRM_ADMIN_EMAIL: () => 'admin@bkcrm.local',
  BKCRM_ADMIN_PASSWORD: () => [readable(4), readable(4), readable(4), readable(4)].join('-'),
  TOKEN_KEY: key,
  WEBHOOK_SECRETS: key,
  SECRETS_KEY: key,
  SIMULATOR_API_KEY: key,
  POSTGRES_PASSWORD: key,
  RABBITMQ_PASSWORD: key,
};

/** The file in the data folder that keeps them, readable by its owner only. */
export const secretsFile = (data) => join(data, 'secrets.json');

/**
 * The generated secrets, made and written on the first call.
 * @param {string} data the data folder
 * @returns {Record<keyof typeof makers, string>}
 */
export function loadSecrets(data) {
  const path = secretsFile(data);
  const kept = existsSync(path) ? parse(path) : {};
  const missing = Object.keys(makers).filter((name) => !kept[name]);
  if (missing.length === 0) return kept;
  const complete = { ...kept, ...Object.fromEntries(missing.map((name) => [name, makers[name]()])) };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(complete, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return complete;
}

function parse(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LauncherError(`${path} cannot be read (${error.message}): mend it, or start over with --fresh`);
  }
}

function key() {
  return randomBytes(32).toString('hex');
}

function readable(length) {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
