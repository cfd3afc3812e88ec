import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.mjs';

const IGNORED = new Set(['node_modules', 'dist', '.data', 'coverage']);

/** Every file below these files and folders of the project, as sorted relative paths. Absent ones count as empty. */
export function filesBelow(paths, root = projectRoot) {
  const found = [];
  const visit = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (!stats.isDirectory()) {
      found.push(path);
      return;
    }
    for (const name of readdirSync(join(root, path))) if (!IGNORED.has(name)) visit(join(path, name));
  };
  paths.forEach(visit);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/**
 * A hash of the contents of these files: it changes exactly when one of them does, whatever a checkout did to their times.
 */
export function fingerprint(paths, root = projectRoot) {
  const hash = createHash('sha256');
  for (const path of filesBelow(paths, root))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/** Whether the stamp file holds this fingerprint. */
export function isCurrent(stamp, expected) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === expected;
}
