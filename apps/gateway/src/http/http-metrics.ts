import { metrics } from '../metrics.js';
import type { HttpRequest, HttpResponse } from './http.js';

/** Counts and times requests by the template of their route, so that ids never become labels. */
export function httpMetrics(request: HttpRequest, response: HttpResponse, next: () => void): void {
  const stop = metrics.httpDuration.startTimer({ method: request.method });
  response.on('close', () => stop({ route: request.route?.path ?? 'other', status: response.statusCode }));
  next();
}
