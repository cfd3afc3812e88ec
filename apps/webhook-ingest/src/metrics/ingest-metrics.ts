import { Inject, Injectable } from '@nestjs/common';
import { getToken, makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';

export const ingestMetricProviders = [
  makeCounterProvider({
    name: 'ingest_webhooks_accepted_total',
    help: 'Webhooks answered 2xx, by class of the event and by where they are safe (or let go, if there is nothing in them, or nothing new).',
    labelNames: ['class', 'way'],
  }),
  makeCounterProvider({
    name: 'ingest_webhooks_refused_total',
    help: 'Webhooks not taken, by reason.',
    labelNames: ['reason'],
  }),
  makeHistogramProvider({
    name: 'ingest_accept_seconds',
    help: 'From the body read to the webhook being safe.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5],
  }),
  makeHistogramProvider({
    name: 'ingest_body_bytes',
    help: 'Size of webhook bodies.',
    buckets: [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536].map((kilobytes) => kilobytes * 1024),
  }),
  makeGaugeProvider({ name: 'ingest_spool_records', help: 'Webhooks in the spool that the broker has not taken yet.' }),
  makeGaugeProvider({ name: 'ingest_spool_bytes', help: 'Bytes of the spool.' }),
  makeGaugeProvider({
    name: 'ingest_spool_oldest_timestamp_seconds',
    help: 'When the oldest webhook in the spool was received; 0 when it is empty.',
  }),
  makeCounterProvider({ name: 'ingest_spool_replayed_total', help: 'Webhooks that left the spool for the broker.' }),
  makeCounterProvider({
    name: 'ingest_spool_set_aside_total',
    help: 'Records of the spool that cannot be replayed, by reason; they are in its .bad files.',
    labelNames: ['reason'],
  }),
  makeCounterProvider({
    name: 'ingest_journal_missed_total',
    help: 'Accepted webhooks that the journal could not take: they cannot be fed in again.',
  }),
  makeGaugeProvider({ name: 'ingest_journal_bytes', help: 'Bytes of the journal.' }),
  makeGaugeProvider({
    name: 'ingest_journal_oldest_timestamp_seconds',
    help: 'From when on everything accepted can be fed in again; 0 when nothing can.',
  }),
];

/** What the ingest service counts. */
@Injectable()
export class IngestMetrics {
  constructor(
    @Inject(getToken('ingest_webhooks_accepted_total')) readonly accepted: Counter<'class' | 'way'>,
    @Inject(getToken('ingest_webhooks_refused_total')) readonly refused: Counter<'reason'>,
    @Inject(getToken('ingest_accept_seconds')) readonly acceptSeconds: Histogram,
    @Inject(getToken('ingest_body_bytes')) readonly bodyBytes: Histogram,
    @Inject(getToken('ingest_spool_records')) readonly spoolRecords: Gauge,
    @Inject(getToken('ingest_spool_bytes')) readonly spoolBytes: Gauge,
    @Inject(getToken('ingest_spool_oldest_timestamp_seconds')) readonly spoolOldest: Gauge,
    @Inject(getToken('ingest_spool_replayed_total')) readonly replayed: Counter,
    @Inject(getToken('ingest_spool_set_aside_total')) readonly setAside: Counter<'reason'>,
    @Inject(getToken('ingest_journal_missed_total')) readonly journalMissed: Counter,
    @Inject(getToken('ingest_journal_bytes')) readonly journalBytes: Gauge,
    @Inject(getToken('ingest_journal_oldest_timestamp_seconds')) readonly journalOldest: Gauge,
  ) {
    // From 0, or the first one would show no increase.
    for (const reason of ['unpublishable', 'corrupt']) setAside.inc({ reason }, 0);
  }
}
