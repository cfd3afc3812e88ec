import { httpRequestSeconds } from '@bkcrm/observability';
import type { FastifyInstance } from 'fastify';

const seconds = httpRequestSeconds();

/** Counts and times requests by the template of their route. */
export function timeRequests(server: FastifyInstance): void {
  server.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const labels = { method, route: routeOptions.url ?? 'other', status: reply.statusCode };
    seconds.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
}
