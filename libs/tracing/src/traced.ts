import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { beginSpan, markFailed, nameOfError } from './begin-span.js';
import type { SpanFacts } from './begin-span.js';
import { isTracing } from './tracer.js';

/** Does the work as a step of a trace; one that fails is marked with the error's name. */
export async function traced<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(name, facts);
  if (span === undefined) return facts.parent === undefined ? work() : untraced(work);
  try {
    return await span.run(work);
  } catch (error) {
    span.fail(nameOfError(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Does the work as part of no trace, whatever it was started from. */
export const untraced = <T>(work: () => T): T => (isTracing() ? context.with(ROOT_CONTEXT, work) : work());

/** Says more about the step under way. */
export function annotate(attributes: Attributes): void {
  if (isTracing()) trace.getActiveSpan()?.setAttributes(attributes);
}

/** The step under way fails without throwing. `reason` is one of a fixed list. */
export function annotateFailure(reason: string): void {
  const span = isTracing() ? trace.getActiveSpan() : undefined;
  if (span !== undefined) markFailed(span, reason);
}
