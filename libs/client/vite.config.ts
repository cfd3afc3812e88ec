import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// One file for pages without a build of their own; the gateway serves it, with the example beside it, under /sdk/.
export default defineConfig({
  root: here('.'),
  build: {
    outDir: here('../../dist/apps/console/sdk'),
    emptyOutDir: true,
    lib: { entry: here('src/index.ts'), formats: ['es'], fileName: () => 'bkcrm-client.js' },
  },
});
