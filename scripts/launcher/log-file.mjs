import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGE = 20 * 1024 * 1024;

/** Opens a log for appending, moving a large one aside (one generation is kept). The caller closes the descriptor. */
export function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

/** The last lines of a log without stack frames, for telling why something did not start. */
export function logTail(path, lines = 8) {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, 16_384));
      readSync(file, buffer, 0, buffer.length, size - buffer.length);
      const kept = buffer
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
      return kept.slice(-lines).join('\n');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
