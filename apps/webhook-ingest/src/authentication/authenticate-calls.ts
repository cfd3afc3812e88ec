import { failpoint } from '@bkcrm/observability';
import type { Clock } from '@bkcrm/observability';
import type { FastifyInstance } from 'fastify';
import { authenticate, claimedNumber } from './domain/authenticate.js';
import type { Caller, Credentials } from './domain/authenticate.js';
import type { RefusedCalls } from './refused-calls.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every POST that was let in. */
    caller: Caller | undefined;
  }
}

/** Judges every POST when its headers are there, and turns the wrong ones away with their body unread. */
export function authenticateCalls(
  server: FastifyInstance,
  { credentials, refused, clock }: { credentials: Credentials; refused: RefusedCalls; clock: Clock },
): void {
  server.decorateRequest('caller', undefined);
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return undefined;
    await failpoint('i1');
    const caller = authenticate(request.headers, credentials, clock.now());
    const numberId = claimedNumber(request.headers);
    if (caller.kind === 'refused') {
      refused.add(caller.reason, numberId, request.ip);
      return reply.code(401).header('connection', 'close').send({ received: false, error: caller.reason });
    }
    if (caller.kind === 'trusted') refused.clear(numberId);
    request.caller = caller;
    await failpoint('i3');
    return undefined;
  });
}
