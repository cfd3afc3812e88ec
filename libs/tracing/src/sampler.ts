import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { isSampled } from './traceparent.js';

/**
 * A share of the traces, decided where each begins and kept by every later step. Work on a batch begins a trace of its own, and is
 * recorded whenever one that it is linked with is.
 */
export class ShareOfTraces implements Sampler {
  private readonly ofBeginnings: Sampler;
  private readonly ofBatches = new AlwaysOnSampler();

  constructor(private readonly share: number) {
    this.ofBeginnings = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) });
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    if (links.some((link) => isSampled(link.context))) return this.ofBatches.shouldSample();
    return this.ofBeginnings.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `ShareOfTraces{${this.share}}`;
  }
}
