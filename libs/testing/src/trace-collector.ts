import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A step of a trace as it was exported. */
export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentSpanId: string;
  /** Ids of the spans it is linked with. */
  links: string[];
  attributes: Record<string, unknown>;
  failed: boolean;
}

interface Value {
  stringValue?: string;
  intValue?: number | string;
  boolValue?: boolean;
}
interface Attribute {
  key: string;
  value: Value;
}
interface WireSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { spanId: string }[];
  attributes?: Attribute[];
  status?: { code?: number };
}
interface Export {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: WireSpan[] }[] }[];
}

/** A collector that takes OTLP over HTTP as JSON. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** Calls that came, also those that got no answer. */
  calls = 0;
  /** Takes calls, and answers none. */
  isSilent = false;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.calls += 1;
      if (this.isSilent) return;
      void this.take(request).finally(() => response.setHeader('content-type', 'application/json').end('{}'));
    });
  }

  static async start(): Promise<TraceCollector> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TraceCollector(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends its silence: calls that still wait fail, and may come again. */
  answer(): void {
    this.isSilent = false;
    this.server.closeAllConnections();
  }

  ofTrace(traceId: string): CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    const { resourceSpans } = JSON.parse(await text(request)) as Export;
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(read(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) this.spans.push(collected(service, span));
    }
  }
}

function collected(service: string, span: WireSpan): CollectedSpan {
  const { name, traceId, spanId, parentSpanId = '', links = [], attributes = [], status } = span;
  return {
    service,
    name,
    traceId,
    spanId,
    parentSpanId,
    links: links.map((link) => link.spanId),
    attributes: read(attributes),
    failed: status?.code === 2,
  };
}

const read = (attributes: Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]));
