import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { mutate, mutationOfEnvironment } from './libs/testing/instrumentation/mutation.mjs';

const edits = mutationOfEnvironment();
/** `npm run mutations`: one deliberate mistake in one source, as `libs/testing/instrumentation` makes it in built services. */
const mutating: Plugin = {
  name: 'mutation',
  enforce: 'pre',
  transform: (code, id) => {
    const ofFile = edits.filter(({ file }) => id === fileURLToPath(new URL(file, import.meta.url)));
    return ofFile.length > 0 ? mutate(code, ofFile) : undefined;
  },
};

// Vite's transformer must emit decorator metadata itself: Nest's injection and class-validator read it.
const shared = {
  plugins: [mutating],
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [{ find: /^@bkcrm\/(.*)$/, replacement: fileURLToPath(new URL('./libs/$1/src/index.ts', import.meta.url)) }],
  },
};

/**
 * Two processes that take one file after the other: loading Nest and TypeORM for each of three hundred files would take longer than most of
 * their tests. What a module keeps (metrics, above all) is shared by all files of a process.
 */
const sharedProcesses = { isolate: false, maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [
            'apps/*/src/**/*.spec.ts',
            'libs/*/src/**/*.spec.ts',
            'scripts/**/*.spec.ts',
            'test/{bench,chaos,versions}/**/*.spec.ts',
          ],
          environment: 'node',
          setupFiles: ['./test/setup.ts'],
          // Property tests take a second; a busy machine may make it ten.
          testTimeout: 30_000,
          ...sharedProcesses,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['apps/*/test/**/*.integration.spec.ts', 'libs/*/test/**/*.integration.spec.ts'],
          environment: 'node',
          setupFiles: ['./test/setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          ...sharedProcesses,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.spec.ts'],
          environment: 'node',
          setupFiles: ['./test/setup.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          // Each file has a system of its own, which mostly waits.
          maxWorkers: 2,
        },
      },
      {
        ...shared,
        test: {
          name: 'versions',
          include: ['test/versions/*.versions.ts'],
          environment: 'node',
          setupFiles: ['./test/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        ...shared,
        test: {
          name: 'failpoints',
          include: ['test/failpoints/*.failpoints.spec.ts'],
          environment: 'node',
          setupFiles: ['./test/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
