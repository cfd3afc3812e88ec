import { existsSync } from 'node:fs';
import { inProject } from './paths.mjs';

/**
 * The console on Vite's development server: a change shows in the browser at once. What it asks of its own origin goes
 * to the gateway.
 * @param {{ port: number, gateway: string }} where
 * @returns {Promise<{ close: () => Promise<void> } | undefined>} undefined without a console in the checkout
 */
export async function startConsoleServer({ port, gateway }) {
  const root = inProject('apps/console');
  if (!existsSync(`${root}/index.html`)) return undefined;
  // The console's own configuration reads it.
  process.env.BKCRM_GATEWAY = gateway;
  // Imported late: this file is loaded before the dependencies are installed.
  const { createServer } = await import('vite');
  const server = await createServer({
    root,
    clearScreen: false,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port, strictPort: true },
  });
  return server.listen();
}
