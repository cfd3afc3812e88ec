import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from './http.js';
import { toProblem } from './to-problem.js';

const logger = new Logger('ProblemDetails');

/** Answers every error as RFC 9457 problem details. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<HttpRequest>(), http.getResponse<HttpResponse>());
  }
}

export function answerProblem(error: unknown, request: HttpRequest, response: HttpResponse): void {
  const problem = toProblem(error);
  if (problem.status >= 500) {
    const cause = problem.extra.cause ?? error;
    logger.error('a request failed', cause, { method: request.method, code: problem.code });
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { details, retryAfterSeconds, headers = {} } = problem.extra;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
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
