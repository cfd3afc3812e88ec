import { beginSpan } from '@bkcrm/tracing';
import type { HttpRequest, HttpResponse } from '../http/http.js';

/**
 * Each request of the API begins a trace, named by the template of its route, so that ids never become names. What the caller says about
 * traces is not listened to: a browser is nobody who may decide what is recorded.
 */
export function traceRequests(request: HttpRequest, response: HttpResponse, next: () => void): void {
  const { method = 'GET', path } = request;
  const span = path.startsWith('/api/') ? beginSpan(method, { kind: 'SERVER', begins: true }) : undefined;
  if (span === undefined) {
    next();
    return;
  }
  response.on('close', () => {
    const { statusCode } = response;
    const route = request.route?.path ?? 'other';
    span.rename(`${method} ${route}`);
    span.annotate({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': statusCode,
    });
    if (statusCode >= 500) span.fail(String(statusCode));
    span.end();
  });
  span.run(next);
}
