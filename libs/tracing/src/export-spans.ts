import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ShareOfTraces } from './sampler.js';

/** A batch of messages has at most so many. */
const linksAtMost = 256;
/** Spans that wait for the collector; what comes above is dropped, so that a collector that is away costs no memory. */
const waitingAtMost = 2_048;

export interface ExportOptions {
  service: string;
  /** Of the collector, with the path. */
  url: string;
  headers: Record<string, string>;
  share: number;
}

/** OpenTelemetry's own machinery. Loaded only when tracing is on. */
export function exportSpans({ service, url, headers, share }: ExportOptions): NodeTracerProvider {
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: 5_000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'bkcrm' }),
    sampler: new ShareOfTraces(share),
    spanLimits: { linkCountLimit: linksAtMost },
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: waitingAtMost,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: 10_000,
      }),
    ],
  });
  provider.register({ propagator: null });
  return provider;
}
