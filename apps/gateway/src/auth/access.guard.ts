import { may } from '@bkcrm/permissions';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';
import { Limiter } from '../limits/limiter.js';
import { Authentication } from './authentication.js';
import { requirementOf } from './requires.js';

/** Lets a call through when its caller has the permission that the route declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
    private readonly limiter: Limiter,
  ) {}

  /** @throws Problem `auth.invalid-token`, `rate.limited`, `actor.forbidden` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // The broker has no agents. (Commands of sockets do not come here: SocketCommands.)
    if (context.getType() !== 'http') return true;
    const requirement = requirementOf(this.reflector, context.getHandler(), context.getClass());
    if (requirement === 'nothing') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    request.access = await this.authentication.authenticate(token);
    const headers = await this.limiter.takeOne('agent', request.access.agent.id);
    const response = context.switchToHttp().getResponse<HttpResponse>();
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (requirement === undefined || !may(request.access.agent, requirement)) throw problems.forbidden(requirement);
    return true;
  }
}
