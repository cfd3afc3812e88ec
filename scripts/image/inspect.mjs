import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../launcher/output.mjs';

/**
 * Looks through the folder that an image's services run in.
 * @param {string} app
 * @returns {{ megabytes: number }}
 * @throws LauncherError naming what is in it and should not be: tools of development, tests, secrets
 */
export function inspectImage(app) {
  const { devDependencies } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(app, 'node_modules/.package-lock.json'), 'utf8')).packages;
  const tools = Object.keys(devDependencies).map((name) => `node_modules/${name}`);
  const problems = [
    ...tools.filter((path) => existsSync(join(app, path)) && isTool(lock[path])),
    ...['.env', '.git', 'apps/ticket', 'libs', 'test'].filter((name) => existsSync(join(app, name))),
  ];
  let bytes = 0;
  walk(app, '', (path, size) => {
    bytes += size;
    if (!path.startsWith('node_modules/') && /\.spec\.[cm]?[jt]s$/.test(path)) problems.push(path);
  });
  if (problems.length > 0) throw new LauncherError(`does not belong into the image: ${problems.join(', ')}`);
  return { megabytes: Math.round(bytes / 1e6) };
}

/** A package that production needs as well carries neither mark. */
function isTool({ dev, devOptional } = {}) {
  return dev || devOptional;
}

function walk(root, path, visit) {
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) walk(root, below, visit);
    else visit(below, lstatSync(join(root, below)).size);
  }
}
