import { beginSpan } from '@bkcrm/tracing';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { finalize, Observable } from 'rxjs';

/** Each command of a socket begins a trace, named by the command. To stand before what turns errors into answers. */
@Injectable()
export class TraceCommandInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const span = beginSpan(`socket ${context.switchToWs().getPattern()}`, { kind: 'SERVER', begins: true });
    if (span === undefined) return next.handle();
    return new Observable((subscriber) => span.run(() => next.handle().subscribe(subscriber))).pipe(
      finalize(() => span.end()),
    );
  }
}
