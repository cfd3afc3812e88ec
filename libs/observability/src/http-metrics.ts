import { Histogram } from 'prom-client';

let seconds: Histogram<'method' | 'route' | 'status'> | undefined;

/** Requests of this process's own port; only of one that asks for it. Routes are templates, never what a caller wrote: ids would become labels. */
export const httpRequestSeconds = (): Histogram<'method' | 'route' | 'status'> =>
  (seconds ??= new Histogram({
    name: 'bkcrm_http_request_duration_seconds',
    help: 'HTTP requests by route template.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }));
