import { beginSpan, isTracing } from '@bkcrm/tracing';
import type { OpenSpan } from '@bkcrm/tracing';
import type { EncodedEvent } from '../realtime/domain/encoded-event.js';

interface Emission {
  event: EncodedEvent['event'];
  span: OpenSpan;
}

/** The last step of a trace: an event on its way from this replica to its sockets. */
export class TracedEmissions {
  private underWay: Emission[] = [];

  /** To be called before the events go to any socket. */
  begin(events: readonly EncodedEvent[]): void {
    if (!isTracing()) return;
    for (const { event } of events) {
      const { type, seq, traceparent: parent } = event;
      const span = beginSpan(`emit ${type}`, { kind: 'PRODUCER', parent, attributes: { 'bkcrm.event.seq': seq } });
      if (span !== undefined) this.underWay.push({ event, span });
    }
  }

  /** To be called once every socket that keeps up has them; `sockets` counts those that may see an event. */
  end(sockets: (audience: EncodedEvent['event']['audienceAfter']) => number): void {
    if (this.underWay.length === 0) return;
    for (const { event, span } of this.underWay) {
      span.annotate({ 'bkcrm.sockets': sockets(event.audienceAfter) });
      span.end();
    }
    this.underWay = [];
  }
}
