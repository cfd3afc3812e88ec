import { Database } from '@bkcrm/database';
import { may } from '@bkcrm/permissions';
import { readHeadFor } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { KnownAgents } from '../auth/known-agents.js';
import type { Authenticated } from '../auth/authentication.js';
import { requirementOf } from '../auth/requires.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';
import { clientEpoch } from '../realtime/domain/client-epoch.js';

/**
 * Every GET says up to which event its data certainly goes: the position is read before the data,
 * so whoever follows the log from there misses nothing that came in between. With the position come the rights of this very moment:
 * a change of which this replica has not heard yet holds all the same.
 */
@Injectable()
export class EventPositionInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly agents: KnownAgents,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { method, access } = request;
    if (method === 'GET' && access !== undefined) {
      const { seq, epoch, rightsVersion } = await readHeadFor(this.database, access.agent.id);
      if (rightsVersion !== access.agent.rightsVersion) await this.renewRights(context, request, access);
      request.head = seq;
      const response = context.switchToHttp().getResponse<HttpResponse>();
      response.setHeader('x-event-seq', String(seq));
      response.setHeader('x-event-epoch', clientEpoch(epoch, (request.access ?? access).agent.rightsVersion));
    }
    return next.handle();
  }

  /** @throws Problem `auth.invalid-token`, `actor.forbidden` */
  private async renewRights(context: ExecutionContext, request: HttpRequest, access: Authenticated): Promise<void> {
    const agent = await this.agents.refresh(access.agent.id);
    const requirement = requirementOf(this.reflector, context.getHandler(), context.getClass());
    if (requirement === undefined || (requirement !== 'nothing' && !may(agent, requirement)))
      throw problems.forbidden(requirement);
    request.access = { ...access, agent };
  }
}
