import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { callerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import type { HttpRequest } from '../http/http.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { audit } from './audit-log.js';

/** What a program did with its API token, besides reading, stands in the audit log. */
@Injectable()
export class IntegrationAudit implements NestInterceptor {
  private readonly logger = new Logger(IntegrationAudit.name);

  constructor(private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const agent = request.access?.agent;
    if (agent?.role !== 'integration' || request.method === 'GET') return next.handle();
    const what = `${request.method} ${request.route?.path ?? request.path}`;
    return next.handle().pipe(tap(() => void this.record(agent.id, what, callerOf(request))));
  }

  /** The same for a command of a socket. */
  onCommand({ handshake, data }: AgentSocket, command: string): void {
    const userAgent = handshake.headers['user-agent']?.slice(0, 300) ?? null;
    if (data.client.agent.role === 'integration')
      void this.record(data.client.agentId, command, { address: data.address, userAgent });
  }

  /** The act has happened and is the ticket service's: that it could not be noted must not undo it, but be seen. */
  private async record(actorId: string, what: string, caller: Caller): Promise<void> {
    try {
      await audit(this.database, { act: 'integration.acted', actorId, caller, details: { what } });
    } catch (error) {
      this.logger.error('an act of an integration could not be noted', error, { actorId, what });
    }
  }
}
