import { context, trace } from '@opentelemetry/api';
import { useTracer } from './tracer.js';
import type { TracingConfig } from './tracing.config.js';

/** Milliseconds that the end of a process may wait for the collector. */
const lastExportWithin = 2_000;

export interface Tracing {
  /** Exports what is left, for as long as that takes no more than two seconds. */
  stop: () => Promise<void>;
}

/** To be called before anything else is put together. Without a collector it loads and does nothing. */
export async function startTracing(service: string, config: TracingConfig): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = config;
  if (endpoint === undefined) return { stop: () => Promise.resolve() };
  const { exportSpans } = await import('./export-spans.js');
  const provider = exportSpans({
    service,
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: readHeaders(headers ?? ''),
    share: config.OTEL_TRACES_SAMPLER_ARG,
  });
  useTracer(provider.getTracer('bkcrm'));
  return {
    stop: async () => {
      useTracer(undefined);
      const tooLong = new Promise<void>((resolve) => setTimeout(resolve, lastExportWithin).unref());
      await Promise.race([provider.shutdown().catch(() => {}), tooLong]);
      trace.disable();
      context.disable();
    },
  };
}

/** `name=value` pairs with commas between them, values percent-encoded, as OpenTelemetry has it. */
function readHeaders(list: string): Record<string, string> {
  const pairs = list.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([name = '', ...value]) =>
      name.trim() === '' ? [] : [[name.trim(), decodeURIComponent(value.join('=').trim())]],
    ),
  );
}
