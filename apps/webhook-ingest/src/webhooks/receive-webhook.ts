import { failpoint } from '@bkcrm/observability';
import { isTracing, traced } from '@bkcrm/tracing';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IngestConfig } from '../app.config.js';
import { BodyBudget } from '../http/body-budget.js';
import { BodyRefused, readBody } from '../http/read-body.js';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import { AcceptWebhook, CannotAccept } from './accept-webhook.js';
import { eventOfPath } from './domain/event-of-path.js';

/** What the caller sees. Evolution looks at the status only; the fields are those of the server before this one. */
interface Answer {
  received: boolean;
  processed?: boolean;
  event?: string;
  instance?: string;
  messageId?: string;
  error?: string;
  timestamp: string;
}

/**
 * `/webhook/evolution[/{event}]`, `/webhook/{event}`, `/{event}`: hooks were set in all these ways. Any other path is
 * taken as well, since Evolution drops for good what is answered 404. Straight to the method (ADR 39): there are no guards,
 * pipes and interceptors, and Nest's way to a controller would be a row of promises for each of them.
 */
export function routeWebhooks(server: FastifyInstance, webhooks: ReceiveWebhook): void {
  server.post('*', (request, reply) => webhooks.receive(request, reply));
}

/** Reads a call's body and answers once that is safe. */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly acceptWebhook: AcceptWebhook,
    private readonly config: IngestConfig,
    private readonly metrics: IngestMetrics,
    private readonly budget: BodyBudget,
  ) {}

  async receive(request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
    const timestamp = new Date().toISOString();
    try {
      return { ...(await (isTracing() ? this.acceptTraced(request) : this.accept(request))), timestamp };
    } catch (error) {
      if (!(error instanceof BodyRefused) && !(error instanceof CannotAccept)) throw error;
      if (error instanceof BodyRefused) this.metrics.refused.inc({ reason: error.reason });
      reply.code(error instanceof BodyRefused ? error.status : 503);
      reply.headers({ 'retry-after': '5', connection: 'close' });
      return { received: false, error: error.reason, timestamp };
    }
  }

  /** Part of the caller's trace, if we know who that is: others must not write into traces, nor decide what is recorded. */
  private acceptTraced(request: FastifyRequest): Promise<Omit<Answer, 'timestamp'>> {
    const parent = request.caller?.kind === 'trusted' ? text(request.headers['traceparent']) : undefined;
    return traced('POST /webhook', { kind: 'SERVER', parent, begins: true }, () => this.accept(request));
  }

  private async accept(request: FastifyRequest): Promise<Omit<Answer, 'timestamp'>> {
    const maxBytes = this.config.INGEST_MAX_BODY_MB * 1024 * 1024;
    const { body, release } = await readBody(request.raw, maxBytes, this.budget);
    try {
      await failpoint('i2');
      this.metrics.bodyBytes.observe(body.length);
      // Nothing came, so there is nothing to keep: somebody tries whether the address works.
      if (body.length === 0) return { received: true, processed: false };
      const accepted = await this.acceptWebhook.execute({
        eventOfPath: eventOfPath(request.url),
        body,
        caller: request.caller ?? { kind: 'unauthenticated' },
      });
      return { received: true, processed: accepted.messageId !== undefined, ...accepted };
    } finally {
      release();
    }
  }
}

const text = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
