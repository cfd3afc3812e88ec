import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from './http.js';
import { toProblem } from './to-problem.js';

/** Answers every error as RFC 9457 problem details. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemDetailsFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const response = host.switchToHttp().getResponse<HttpResponse>();
    if (problem.status >= 500) {
      const cause = problem.extra.cause ?? error;
      this.logger.error('a request failed', cause, { method: request.method, code: problem.code });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { details, retryAfterSeconds } = problem.extra;
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds));
    response.statusCode = problem.status;
    response.setHeader('content-type', 'application/problem+json; charset=utf-8');
    response.end(
      JSON.stringify({
        type: 'about:blank',
        title: problem.message,
        status: problem.status,
        code: problem.code,
        ...(details === undefined ? {} : { details }),
      }),
    );
  }
}
