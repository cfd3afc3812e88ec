import { AsNumber } from '@bkcrm/config';
import { IsNumber, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

/** Where traces go. The names are OpenTelemetry's own, so that what an operator has set for other programs holds here too. */
export class TracingConfig {
  /** An OTLP/HTTP collector, without `/v1/traces`. Without it nothing is traced. */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** Headers that the collector asks for: `authorization=Bearer abc,x-team=desk`. */
  @IsOptional() @IsString() OTEL_EXPORTER_OTLP_HEADERS?: string;
  /** The share of traces that is recorded, from 0 to 1. */
  @AsNumber() @IsNumber() @Min(0) @Max(1) OTEL_TRACES_SAMPLER_ARG = 0.1;
}
