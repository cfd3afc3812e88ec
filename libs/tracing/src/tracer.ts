import type { Tracer } from '@opentelemetry/api';

let current: Tracer | undefined;

/** Undefined while tracing is off: then nothing is made, and nothing is asked of OpenTelemetry. */
export const currentTracer = (): Tracer | undefined => current;

export function useTracer(tracer: Tracer | undefined): void {
  current = tracer;
}

/** For places that every message passes: off, they do nothing at all. */
export const isTracing = (): boolean => current !== undefined;
