import { readFileSync } from 'node:fs';

const name = 'bkcrm';

/** Of this release: the version of the project's `package.json`, which lies above the sources and above what is built from them. */
export function readVersion(from = import.meta.url): string {
  for (let folder = new URL('.', from); ; folder = new URL('..', folder)) {
    try {
      const file = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (file.name === name) return file.version ?? 'unknown';
    } catch {
      // Not here.
    }
    if (folder.pathname === '/') return 'unknown';
  }
}
