import type { HttpRequest, HttpResponse } from '../http/http.js';
import { answerProblem } from '../http/problem-details.filter.js';
import type { Limiter } from './limiter.js';

/** Limits the calls of one address, before anything is done for them. Webhooks, health and the console's files are no such calls. */
export function limitAddresses(limiter: Limiter) {
  return (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    if (!request.path.startsWith('/api/')) {
      next();
      return;
    }
    void answerOrGoOn(limiter, request, response, next);
  };
}

async function answerOrGoOn(
  limiter: Limiter,
  request: HttpRequest,
  response: HttpResponse,
  next: () => void,
): Promise<void> {
  try {
    await limiter.take(['address', request.ip ?? '']);
  } catch (error) {
    answerProblem(error, request, response);
    return;
  }
  next();
}
