import { now } from '../measure/clock.js';
import { Latency } from '../measure/latency.js';
import { serve } from '../programs/serve.js';
import { HttpConnections } from './http-connections.js';
import { bodiesOf } from './webhooks.js';
import type { Traffic } from './webhooks.js';

export interface LoadOrder {
  url: string;
  headers: Record<string, string>;
  traffic: Traffic;
  /** Stands in every text. */
  round: number;
  /** Messages. */
  count: number;
  /** Messages a second; null: all at once. */
  rate: number | null;
  connections: number;
}

export interface LoadResult {
  sent: number;
  /** Messages whose own call was answered 2xx. */
  accepted: number;
  /** Which of them were not, or were not answered at all. */
  refused: number[];
  /** Of every call, from the time at which it was meant to leave. */
  http: string;
  /** The furthest that the generator itself was behind its schedule, in milliseconds. */
  lateness: number;
}

export interface PostWebhooks {
  post(order: LoadOrder): Promise<LoadResult>;
}

/** Posts on schedule whatever the answers do: a system that falls behind finds that in its latencies. */
async function post({ url, headers, traffic, round, count, rate, connections }: LoadOrder): Promise<LoadResult> {
  const client = new HttpConnections(url, headers, connections);
  const http = new Latency();
  const refused: number[] = [];
  const begin = now() + 20;
  let accepted = 0;
  let lateness = 0;
  let open = 0;
  let sent = 0;
  await new Promise<void>((resolve) => {
    const send = (index: number, intended: number): void => {
      for (const [part, body] of bodiesOf(traffic, round, index, intended).entries()) {
        open += 1;
        client.post(body, (status) => {
          http.record(now() - intended);
          const taken = status !== null && status >= 200 && status < 300;
          if (part === 0 && taken) accepted += 1;
          else if (part === 0) refused.push(index);
          open -= 1;
          if (open === 0 && sent === count) resolve();
        });
      }
    };
    const tick = (): void => {
      const due = rate === null ? count : Math.min(count, Math.floor(((now() - begin) * rate) / 1_000) + 1);
      for (; sent < due;) {
        const intended = rate === null ? begin : begin + (sent * 1_000) / rate;
        lateness = Math.max(lateness, now() - intended);
        sent += 1;
        send(sent - 1, intended);
      }
      if (sent < count) setTimeout(tick, 1);
    };
    setTimeout(tick, begin - now());
  });
  client.close();
  return { sent, accepted, refused, http: http.encode(), lateness };
}

serve({ post } satisfies PostWebhooks);
