import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import { isTracing } from './tracer.js';

/** The header (of HTTP and of the broker) and the column in which a trace goes from hand to hand: W3C trace context. */
export const traceparentHeader = 'traceparent';

const form = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** Undefined when it is not well formed: whoever wrote it, nothing becomes part of it. */
export function readTraceparent(traceparent: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.isSpanContextValid(context) ? context : undefined;
}

export const writeTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

export const isSampled = (context: SpanContext | undefined): context is SpanContext =>
  context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0;

/** What becomes part of this trace; of none when it is not well formed. */
export function contextOf(traceparent: string | null | undefined): Context | undefined {
  const parent = readTraceparent(traceparent);
  return parent === undefined ? undefined : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Of what is being done now; undefined while tracing is off, and in what is part of no trace. */
export function currentTraceparent(): string | undefined {
  const context = isTracing() ? trace.getActiveSpan()?.spanContext() : undefined;
  return context === undefined ? undefined : writeTraceparent(context);
}

/** The same as headers; undefined when there is nothing to tell. */
export function traceHeaders(): Record<string, string> | undefined {
  const traceparent = currentTraceparent();
  return traceparent === undefined ? undefined : { [traceparentHeader]: traceparent };
}
