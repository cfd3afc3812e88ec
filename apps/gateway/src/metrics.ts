import { httpRequestSeconds } from '@bkcrm/observability';
import { Counter, Gauge, Histogram } from 'prom-client';

/** What the gateway counts; served on the administration port. */
export const metrics = {
  connections: new Gauge({ name: 'websocket_connections_active', help: 'Sockets connected to this replica.' }),
  httpDuration: httpRequestSeconds(),
  frames: new Counter({ name: 'bkcrm_gateway_frames_total', help: 'Frames sent to sockets.', labelNames: ['event'] }),
  serving: new Histogram({
    name: 'bkcrm_gateway_serving_seconds',
    help: 'How long it took to hand the sockets whose turn it was what they had not got yet.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  }),
  eventsServed: new Counter({
    name: 'bkcrm_gateway_events_served_total',
    help: 'Events walked over for sockets, by where they were read.',
    labelNames: ['source'],
  }),
  resumes: new Counter({
    name: 'bkcrm_gateway_resumes_total',
    help: 'Resumes of clients: served from memory, from the database, or answered by a reset.',
    labelNames: ['source'],
  }),
  heals: new Counter({
    name: 'bkcrm_gateway_heals_total',
    help: 'Times that missing events were read from the database.',
  }),
  slowSockets: new Counter({
    name: 'bkcrm_gateway_slow_sockets_total',
    help: 'Sockets closed because their client did not read.',
  }),
  messageCache: new Counter({
    name: 'bkcrm_gateway_message_cache_total',
    help: 'Newest pages asked for: from the cache as they lay there (hit) or brought up to date (caught-up), or from the database.',
    labelNames: ['result'],
  }),
  limited: new Counter({
    name: 'bkcrm_gateway_rate_limited_total',
    help: 'Calls, commands and handshakes refused because too many came.',
    labelNames: ['scope'],
  }),
  head: new Gauge({
    name: 'bkcrm_gateway_event_log_head',
    help: 'The last number of the event log that this replica knows of.',
  }),
  position: new Gauge({
    name: 'bkcrm_gateway_event_position',
    help: 'The last number that this replica has released to its sockets.',
  }),
  publishLag: new Histogram({
    name: 'bkcrm_gateway_event_publish_lag_seconds',
    help: 'From the transaction that made an event to its release to sockets.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15],
  }),
  eventLatency: new Histogram({
    name: 'bkcrm_gateway_event_latency_seconds',
    help: 'From the arrival of what caused an event to its release to sockets.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15],
  }),
};
