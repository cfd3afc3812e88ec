import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Evolution gives a call 30 s; longer nobody waits for its body. */
const requestMilliseconds = 30_000;
const headersMilliseconds = 10_000;

/** The HTTP side: any spelling of a path, bodies left on the wire for the controller, and no patience for slow ones. */
export function createHttpAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: requestMilliseconds,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: headersMilliseconds, connectionsCheckingInterval: 5_000 },
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  return adapter;
}

/** How long calls in hand may take once the server is to end; the store behind them answers in less. */
const drainMilliseconds = 10_000;

/**
 * Ends an HTTP server without losing a call: connections that are open may still bring one, which is handled and
 * answered with `Connection: close`; idle ones are closed. Resolves when the last one is gone.
 */
export async function drainHttpServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Whoever has not sent all of its call by then was told nothing, and comes again.
  const impatience = setTimeout(() => server.closeAllConnections(), drainMilliseconds);
  await closed;
  clearTimeout(impatience);
}
