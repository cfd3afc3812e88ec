import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { from, lastValueFrom, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../api/http.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { Statuses } from '../whatsapp/statuses.js';
import type { Fault } from './fault.js';
import { Faults } from './faults.js';

/** Lets the faults that are set for the REST API strike. */
@Injectable()
export class FaultInterceptor implements NestInterceptor {
  constructor(
    private readonly faults: Faults,
    private readonly store: Store,
    private readonly statuses: Statuses,
    private readonly webhooks: Webhooks,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const instance = request.params['instance'] ?? '';
    const name = request.path.split('/').slice(1, 3).join('/');
    const fault = this.faults.strike('rest', { instance, name });
    if (fault === undefined) return next.handle();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    return from(this.strike(fault, { request, response, instance }, () => lastValueFrom(next.handle())));
  }

  private async strike(
    fault: Fault,
    exchange: { request: HttpRequest; response: HttpResponse; instance: string },
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    switch (fault.action) {
      case 'hang':
        return unanswered();
      case 'reset':
        return reset(exchange.request);
      case 'respond':
        return respond(exchange.response, fault);
      case 'slow':
        await pause(fault.milliseconds);
        return handle();
      default:
        return this.after(fault, exchange, await handle());
    }
  }

  /** The call has done its work; only the answer goes wrong. */
  private async after(
    fault: Fault,
    { request, response, instance }: { request: HttpRequest; response: HttpResponse; instance: string },
    answer: unknown,
  ): Promise<unknown> {
    const id = (answer as { key?: { id?: string } } | undefined)?.key?.id ?? '';
    switch (fault.action) {
      case 'take-then-hang':
        return unanswered();
      case 'take-then-reset':
        return reset(request);
      case 'take-then-respond':
        return respond(response, fault);
      case 'slow-answer':
        await pause(fault.milliseconds);
        break;
      case 'echo-before-answer':
        await this.webhooks.settled(id, ['send.message']);
        break;
      case 'status-before-answer':
        await this.reportStatuses(instance, id);
        break;
    }
    return answer;
  }

  private async reportStatuses(instanceName: string, id: string): Promise<void> {
    const instance = this.store.instance(instanceName);
    const message = instance && this.store.message(instance, id);
    if (instance === undefined || message === undefined) return;
    await this.statuses.report(instance, message, 'SERVER_ACK');
    await this.statuses.report(instance, message, 'DELIVERY_ACK');
  }
}

const unanswered = (): Promise<never> => lastValueFrom(NEVER);

function reset({ socket }: HttpRequest): Promise<never> {
  socket.resetAndDestroy();
  return unanswered();
}

function respond(response: HttpResponse, { status, body }: Fault): Promise<never> {
  if (typeof body === 'string') response.status(status).type('text/html').send(body);
  else response.status(status).json(body);
  return unanswered();
}
