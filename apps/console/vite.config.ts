import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// `npm run dev` style use: `vite apps/console` beside a running gateway, whose address BKCRM_GATEWAY names.
const gateway = process.env['BKCRM_GATEWAY'] ?? 'http://127.0.0.1:3001';

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react()],
  resolve: { alias: { '@bkcrm/client': here('../../libs/client/src/index.ts') } },
  build: { outDir: here('../../dist/apps/console'), emptyOutDir: true },
  server: {
    proxy: { '/api': gateway, '/webhook': gateway, '/socket.io': { target: gateway, ws: true } },
  },
});
