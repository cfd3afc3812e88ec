import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A package of schemas, or undefined where it is not installed: what only it can check is then skipped. */
export function ifInstalled(name: string): unknown {
  try {
    require.resolve(name);
  } catch {
    return undefined;
  }
  return require(name) as unknown;
}
