import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = join('apps', 'evolution-simulator', 'page');

/** The page is served from its sources: the nearest folder above this file, built or not, that has them. */
export function findPageFolder(start = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, page);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`no ${page} above ${start}`);
  }
}
