import { may } from '@bkcrm/permissions';
import { Injectable, Logger } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, map, of, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { IntegrationAudit } from '../audit/integration-audit.interceptor.js';
import { requirementOf } from '../auth/requires.js';
import { problems } from '../http/problem.js';
import { Limiter } from '../limits/limiter.js';
import { toProblem } from '../http/to-problem.js';
import type { AgentSocket } from './live-client.js';

export type Acknowledgement =
  | { ok: true; data: unknown }
  | { ok: false; error: { code: string; message: string; details?: unknown; retryAfterMs?: number } };

/** Every command of a socket is answered: with its result when the client may give it, or with the same error that HTTP would give. */
@Injectable()
export class AcknowledgeInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AcknowledgeInterceptor.name);

  constructor(
    private readonly limiter: Limiter,
    private readonly reflector: Reflector,
    private readonly audit: IntegrationAudit,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<Acknowledgement>> {
    const socket = context.switchToWs().getClient<AgentSocket>();
    const { client } = socket.data;
    try {
      await this.limiter.take(['socket', socket.id], ['agent', client.agentId]);
    } catch (error) {
      return of(this.refusal(error));
    }
    const requirement = requirementOf(this.reflector, context);
    const isAllowed = requirement === 'nothing' || (requirement !== undefined && may(client.agent, requirement));
    if (!isAllowed) return of(this.refusal(problems.forbidden(requirement)));
    return next.handle().pipe(
      tap(() => {
        if (!requirement.endsWith('.read')) this.audit.onCommand(socket, context.switchToWs().getPattern());
      }),
      map((data: unknown): Acknowledgement => ({ ok: true, data: data ?? null })),
      catchError((error: unknown) => of(this.refusal(error))),
    );
  }

  private refusal(error: unknown): Acknowledgement {
    const { code, status, message, extra } = toProblem(error);
    if (status >= 500) this.logger.error('a command failed', extra.cause ?? error, { code });
    const { details, retryAfterMs } = extra;
    return {
      ok: false,
      error: {
        code,
        message,
        ...(details === undefined ? {} : { details }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    };
  }
}
