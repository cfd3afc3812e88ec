import { runnerImport } from 'vite';
import { inProject } from './paths.mjs';

/** Imports TypeScript of this project; Vite does it as with the configuration of the tests. */
export async function importTypescript(path) {
  const libraries = { find: /^@bkcrm\/(.*)$/, replacement: inProject('libs/$1/src/index.ts') };
  const { module } = await runnerImport(inProject(path), {
    configFile: false,
    logLevel: 'error',
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    resolve: { alias: [libraries] },
  });
  return module;
}
