import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Histogram } from 'hdr-histogram-js';

/** Milliseconds. */
export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Latencies, kept in microseconds up to ten minutes with three digits. */
export class Latency {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  });

  record(milliseconds: number): void {
    this.histogram.recordValue(Math.min(600_000_000, Math.max(1, Math.round(milliseconds * 1_000))));
  }

  get count(): number {
    return this.histogram.totalCount;
  }

  /** For another process: see `add`. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram);
  }

  add(encoded: string): this {
    this.histogram.add(decodeFromCompressedBase64(encoded));
    return this;
  }

  reset(): void {
    this.histogram.reset();
  }

  quantiles(): Quantiles {
    const at = (percentile: number): number => rounded(this.histogram.getValueAtPercentile(percentile) / 1_000);
    return { p50: at(50), p95: at(95), p99: at(99), max: rounded(this.histogram.maxValue / 1_000) };
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
