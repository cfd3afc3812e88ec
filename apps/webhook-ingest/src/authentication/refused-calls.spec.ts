import type { IngestRefusals } from '@bkcrm/contracts';
import type { OutgoingMessage, Publisher } from '@bkcrm/messaging';
import { expect, it } from 'vitest';
import type { IngestMetrics } from '../metrics/ingest-metrics.js';
import { RefusedCalls } from './refused-calls.js';

it('tells the sender at once which numbers are turned away, and then every minute', () => {
  const told: IngestRefusals[] = [];
  const publisher = {
    broadcast: ({ content }: OutgoingMessage) => void told.push((content as { data: IngestRefusals }).data),
  } as unknown as Publisher;
  let seconds = 0;
  const clock = { now: () => new Date(seconds * 1000) };
  const calls = new RefusedCalls({ refused: { inc: () => {} } } as unknown as IngestMetrics, publisher, clock);
  const refuse = (at: number, numberId?: string): void => {
    seconds = at;
    calls.add('wrong-secret', numberId, '127.0.0.1');
  };
  refuse(0);
  refuse(1, 'a');
  refuse(2, 'a');
  refuse(3, 'b');
  refuse(61, 'b');
  expect(told).toEqual([
    { numberIds: ['a'], since: '1970-01-01T00:00:01.000Z' },
    { numberIds: ['a', 'b'], since: '1970-01-01T00:00:02.000Z' },
  ]);
});
