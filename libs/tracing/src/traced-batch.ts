import { context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';
import { markFailed, nameOfError } from './begin-span.js';
import { currentTracer } from './tracer.js';
import { contextOf, isSampled, readTraceparent, writeTraceparent } from './traceparent.js';
import { untraced } from './traced.js';

/** One of many that are worked on together. While they are, `traceparent` is that of its own part of the work. */
export interface TracedPart {
  traceparent?: string;
}

/**
 * Does one piece of work for many messages, each of a trace of its own: the work is a trace for itself that is linked with all of
 * theirs, and each of theirs gets a step with a link back.
 */
export async function tracedBatch<T>(name: string, parts: readonly TracedPart[], work: () => Promise<T>): Promise<T> {
  const tracer = currentTracer();
  if (tracer === undefined) return work();
  const sampled = parts.filter(({ traceparent }) => isSampled(readTraceparent(traceparent)));
  if (sampled.length === 0) return untraced(work);
  const batch = startBatch(tracer, name, sampled, parts.length);
  const steps = sampled.map((part) => ({ part, before: part.traceparent, span: startStep(tracer, name, part, batch) }));
  for (const { part, span } of steps) part.traceparent = writeTraceparent(span.spanContext());
  try {
    return await context.with(trace.setSpan(ROOT_CONTEXT, batch), work);
  } catch (error) {
    for (const { span } of [...steps, { span: batch }]) markFailed(span, nameOfError(error));
    throw error;
  } finally {
    for (const { part, before, span } of steps) {
      span.end();
      part.traceparent = before;
    }
    batch.end();
  }
}

function startBatch(tracer: Tracer, name: string, parts: readonly TracedPart[], size: number): Span {
  const links = parts.flatMap(({ traceparent }) => readTraceparent(traceparent) ?? []).map((of) => ({ context: of }));
  const attributes = { 'messaging.batch.message_count': size };
  return tracer.startSpan(`${name} (batch)`, { kind: SpanKind.CONSUMER, root: true, links, attributes }, ROOT_CONTEXT);
}

function startStep(tracer: Tracer, name: string, { traceparent }: TracedPart, batch: Span): Span {
  const links = [{ context: batch.spanContext() }];
  return tracer.startSpan(name, { kind: SpanKind.CONSUMER, links }, contextOf(traceparent));
}
