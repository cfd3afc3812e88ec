import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { tap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Acknowledgement } from '../realtime/acknowledge.interceptor.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { refuse } from './domain/refusal.js';
import { LegacyClients } from './legacy-clients.js';

/** The old front end asks for no acknowledgements: what was refused is told in an event as well. */
@Injectable()
export class LegacyInterceptor implements NestInterceptor {
  constructor(private readonly clients: LegacyClients) {}

  intercept(context: ExecutionContext, next: CallHandler<Acknowledgement>): Observable<Acknowledgement> {
    const socket = context.switchToWs().getClient<AgentSocket>();
    this.clients.add(socket);
    return next.handle().pipe(
      tap((answer) => {
        if (!answer.ok) socket.emit('error', refuse(context.switchToWs().getPattern(), answer.error));
      }),
    );
  }
}
