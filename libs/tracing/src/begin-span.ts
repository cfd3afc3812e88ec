import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { currentTracer } from './tracer.js';
import { contextOf } from './traceparent.js';

export interface SpanFacts {
  kind?: keyof typeof SpanKind;
  /** The `traceparent` of what it is part of; null: of nothing. Absent: of what is being done now. */
  parent?: string | null;
  /** It begins a trace when it is part of none; otherwise it is then not recorded. */
  begins?: boolean;
  /** Ids, names from a fixed list and numbers: never what people wrote, nor who they are. */
  attributes?: Attributes;
}

/** A step of a trace, from here to `end`. */
export class OpenSpan {
  constructor(
    private readonly span: Span,
    private readonly surroundings: Context,
  ) {}

  /** What is done in there is part of it. */
  run<T>(work: () => T): T {
    return context.with(trace.setSpan(this.surroundings, this.span), work);
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  annotate(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  fail(reason: string): void {
    markFailed(this.span, reason);
  }

  end(): void {
    this.span.end();
  }
}

/** Undefined while tracing is off, and for what is part of no trace. */
export function beginSpan(name: string, { kind, parent, begins = false, attributes }: SpanFacts): OpenSpan | undefined {
  const tracer = currentTracer();
  if (tracer === undefined) return undefined;
  const surroundings = parent === undefined ? context.active() : (contextOf(parent) ?? ROOT_CONTEXT);
  if (!begins && trace.getSpanContext(surroundings) === undefined) return undefined;
  const span = tracer.startSpan(name, { kind: SpanKind[kind ?? 'INTERNAL'], attributes }, surroundings);
  return new OpenSpan(span, surroundings);
}

export function markFailed(span: Span, reason: string): void {
  span.setAttribute('error.type', reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
}

/** The name of an error and its code; never its message, which may quote what a customer wrote. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown value';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
