import { classifyDatabaseError } from '@bkcrm/database';
import { RequestRefused, RequestTimedOut, RequestUndeliverable } from '@bkcrm/messaging';
import { InvalidCursor, SearchTooSlow } from '@bkcrm/read-model';
import { HttpException } from '@nestjs/common';
import { Problem, problems } from './problem.js';

const httpCodes: Record<number, string> = {
  400: 'request.malformed',
  405: 'route.method-not-allowed',
  406: 'request.not-acceptable',
  413: 'request.too-large',
  415: 'request.unsupported-media-type',
};

/** What the outside is told about an error. What nobody expected becomes `service.failed`, without its insides. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RequestRefused)
    return new Problem(error.code, error.status, error.message, { details: error.details });
  if (error instanceof RequestTimedOut || error instanceof RequestUndeliverable)
    return new Problem(error.code, error.status, error.message, { retryAfterSeconds: 1 });
  if (error instanceof InvalidCursor || error instanceof SearchTooSlow)
    return new Problem(error.code, error.status, error.message);
  if (error instanceof HttpException) return fromHttp(error);
  const bodyProblem = fromBodyParser(error);
  if (bodyProblem !== undefined) return bodyProblem;
  if (classifyDatabaseError(error) !== 'data')
    return new Problem('database.unavailable', 503, 'the database does not answer at the moment', {
      retryAfterSeconds: 2,
      cause: error,
    });
  return new Problem('service.failed', 500, 'something went wrong on our side', { cause: error });
}

function fromHttp(error: HttpException): Problem {
  const status = error.getStatus();
  if (status === 404) return problems.routeNotFound();
  if (status >= 500) return new Problem('service.failed', 500, 'something went wrong on our side', { cause: error });
  return new Problem(httpCodes[status] ?? 'request.refused', status, error.message);
}

/** Express' body parser and router throw plain errors that carry a status. */
function fromBodyParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status >= 500) return undefined;
  return new Problem(httpCodes[error.status] ?? 'request.refused', error.status, 'the request could not be read');
}
