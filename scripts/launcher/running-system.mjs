import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What others need to know of a running start, and no secret: its addresses and what it brought itself. */
const fileOf = (data) => join(data, 'running.json');

export function writeRunning(data, system) {
  writeFileSync(`${fileOf(data)}.new`, `${JSON.stringify(system, null, 2)}\n`);
  renameSync(`${fileOf(data)}.new`, fileOf(data));
}

export function removeRunning(data) {
  rmSync(fileOf(data), { force: true });
}

/** @returns {{ addresses: object, email: string, embedded: object } | undefined} undefined when nothing has started there */
export function readRunning(data) {
  try {
    return JSON.parse(readFileSync(fileOf(data), 'utf8'));
  } catch {
    return undefined;
  }
}
