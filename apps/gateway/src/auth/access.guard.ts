import { Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HttpRequest } from '../http/http.js';
import { Authentication } from './authentication.js';

const publicKey = 'bkcrm:public';

/** Anyone may call it. Everything that is not marked so needs a token. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(publicKey, true);

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are authenticated once, when they connect; what comes from the broker has no agent.
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(publicKey, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    request.agent = (await this.authentication.authenticate(token)).agent;
    return true;
  }
}
