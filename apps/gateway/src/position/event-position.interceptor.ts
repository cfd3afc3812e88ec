import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { readPosition } from './read-position.js';

/**
 * Every GET says up to which event its data certainly goes: the position is read before the data,
 * so whoever follows the log from there misses nothing that came in between.
 */
@Injectable()
export class EventPositionInterceptor implements NestInterceptor {
  constructor(private readonly database: Database) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { method, access } = request;
    if (method === 'GET' && access !== undefined) {
      const { seq, epoch } = await readPosition(this.database, access.agent);
      request.head = seq;
      const response = context.switchToHttp().getResponse<HttpResponse>();
      response.setHeader('x-event-seq', String(seq));
      response.setHeader('x-event-epoch', epoch);
    }
    return next.handle();
  }
}
