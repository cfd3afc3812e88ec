import { build } from 'vite';
import { inProject } from './paths.mjs';

const folder = inProject('dist/bench');
const programs = {
  'post-webhooks': 'test/bench/load/post-webhooks.ts',
  'ask-pages': 'test/bench/load/ask-pages.ts',
  'watch-sockets': 'test/bench/observers/watch-sockets.ts',
  'hold-sockets': 'test/bench/observers/hold-sockets.ts',
  'poll-chats': 'test/bench/observers/poll-chats.ts',
  'bare-ingest': 'test/bench/reference/bare/ingest.ts',
  'bare-store': 'test/bench/reference/bare/store.ts',
  'bare-fan-out': 'test/bench/reference/bare/fan-out.ts',
  'old-script': 'test/bench/reference/old-script/script.ts',
};

/** Makes plain JavaScript of what runs in processes of its own: nothing of a compiler shall be measured. */
export async function buildBenchPrograms() {
  const input = Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, inProject(path)]));
  await build({
    configFile: false,
    logLevel: 'error',
    root: inProject('test/bench'),
    build: { ssr: true, outDir: folder, emptyOutDir: true, target: 'node20', rollupOptions: { input } },
  });
}
