import { dashboard, figure, lines, quantile, quantiles } from './panels.mjs';

const overview = dashboard({
  uid: 'bkcrm-overview',
  title: 'BKCRM: overview',
  rows: [
    [
      figure('Processes that answer', 'none', 'sum(up{service=~"webhook-ingest|ticket|evolution-sender|gateway"})'),
      figure('Alerts', 'none', 'sum(ALERTS{alertstate="firing"}) or vector(0)', { bad: 1 }),
      figure('Sockets', 'none', 'sum(websocket_connections_active)'),
      figure('Webhook to socket, p99', 's', quantile(0.99, 'bkcrm_gateway_event_latency_seconds'), { bad: 2 }),
      figure('Webhooks in the spool', 'none', 'sum(ingest_spool_records)', { bad: 1 }),
      figure(
        'Dead letters',
        'none',
        'sum(max by (queue) (bkcrm_dead_letters)) + (sum(max by (box) (bkcrm_letters_waiting{box!="quarantine"})) or vector(0))',
        { bad: 1 },
      ),
    ],
    [
      lines('Messages', 'cps', ['sum by (status) (rate(messages_total[5m]))', '{{status}}']),
      lines('Numbers', 'none', ['max by (state) (bkcrm_numbers)', '{{state}}']),
    ],
    [
      lines('HTTP requests', 'reqps', [
        'sum by (service, status) (rate(bkcrm_http_request_duration_seconds_count[5m]))',
        '{{service}} {{status}}',
      ]),
      lines('HTTP p99', 's', [quantile(0.99, 'bkcrm_http_request_duration_seconds', { by: 'service' }), '{{service}}']),
      lines('Dependencies that work', 'none', [
        'min by (service, check) (bkcrm_check_ok{probe="information"})',
        '{{service}} {{check}}',
      ]),
    ],
    [
      lines('Processor', 'percentunit', ['sum by (service) (rate(process_cpu_seconds_total[5m]))', '{{service}}']),
      lines('Memory', 'bytes', ['max by (service) (process_resident_memory_bytes)', '{{service}}']),
      // It is looked at every 100 ms, and that pause is part of the figure.
      lines('Event loop is late, p99', 's', [
        'max by (service) (nodejs_eventloop_lag_p99_seconds - 0.1)',
        '{{service}}',
      ]),
      lines('Disk in use', 'percentunit', [
        'max by (service, folder) (1 - bkcrm_disk_free_bytes / bkcrm_disk_size_bytes)',
        '{{service}} {{folder}}',
      ]),
    ],
  ],
});

const pipeline = dashboard({
  uid: 'bkcrm-pipeline',
  title: 'BKCRM: pipeline',
  rows: [
    [
      lines('Webhooks taken', 'cps', [
        'sum by (class, way) (rate(ingest_webhooks_accepted_total[5m]))',
        '{{class}} {{way}}',
      ]),
      lines('Webhooks refused', 'cps', ['sum by (reason) (rate(ingest_webhooks_refused_total[5m]))', '{{reason}}']),
      lines('Until a webhook is safe', 's', ...quantiles('ingest_accept_seconds')),
    ],
    [
      lines('Spool', 'none', ['sum(ingest_spool_records)', 'records']),
      lines('Age of the spool', 's', [
        'max((time() - ingest_spool_oldest_timestamp_seconds) * (ingest_spool_oldest_timestamp_seconds > bool 0))',
        'oldest',
      ]),
      lines(
        'Replayed, set aside, missed by the journal',
        'cps',
        ['sum(rate(ingest_spool_replayed_total[5m]))', 'replayed'],
        ['sum by (reason) (rate(ingest_spool_set_aside_total[5m]))', 'set aside: {{reason}}'],
        ['sum(rate(ingest_journal_missed_total[5m]))', 'missed by the journal'],
      ),
    ],
    [
      lines('Age when handled, p99', 's', [quantile(0.99, 'bkcrm_consume_lag_seconds', { by: 'queue' }), '{{queue}}']),
      lines('Waiting', 'none', ['max by (queue) (bkcrm_queue_messages) > 0', '{{queue}}']),
      lines('Dead letters', 'none', ['max by (queue) (bkcrm_dead_letters)', '{{queue}}']),
    ],
    [
      lines('Handled', 'cps', [
        'sum by (queue, outcome) (rate(bkcrm_messages_consumed_total[5m]))',
        '{{queue}} {{outcome}}',
      ]),
      lines('Batch size, median', 'none', [quantile(0.5, 'bkcrm_consume_batch_size', { by: 'queue' }), '{{queue}}']),
      lines('Handler, p99', 's', [quantile(0.99, 'bkcrm_consume_handler_seconds', { by: 'queue' }), '{{queue}}']),
      lines(
        'What went wrong with batches',
        'cps',
        ['sum by (queue) (rate(bkcrm_consume_retries_total[5m]))', 'tried again: {{queue}}'],
        ['sum by (queue) (rate(bkcrm_consume_bisections_total[5m]))', 'bisected: {{queue}}'],
        ['sum by (queue) (rate(bkcrm_consume_holds_total[5m]))', 'held: {{queue}}'],
        ['sum by (queue) (rate(bkcrm_consume_put_off_total[5m]))', 'put off: {{queue}}'],
      ),
    ],
    [
      lines('Requests between services', 'reqps', [
        'sum by (request, outcome) (rate(bkcrm_request_seconds_count[5m]))',
        '{{request}} {{outcome}}',
      ]),
      lines('Their time, p99', 's', [quantile(0.99, 'bkcrm_request_seconds', { by: 'request' }), '{{request}}']),
      lines('Time to answer them, p99', 's', [
        quantile(0.99, 'bkcrm_request_answer_seconds', { by: 'request' }),
        '{{request}}',
      ]),
    ],
    [
      lines(
        'Event log',
        'none',
        ['max(bkcrm_event_log_head)', 'head'],
        ['min(bkcrm_gateway_event_position)', 'released'],
      ),
      lines('Commit to socket', 's', ...quantiles('bkcrm_gateway_event_publish_lag_seconds')),
      lines('Webhook to socket', 's', ...quantiles('bkcrm_gateway_event_latency_seconds')),
      lines('Found by the back-fill', 'cps', ['sum(rate(bkcrm_backfill_recovered_total[5m]))', 'messages']),
    ],
  ],
});

const sends = dashboard({
  uid: 'bkcrm-sends',
  title: 'BKCRM: sends and numbers',
  rows: [
    [
      lines('What became of sends', 'cps', ['sum by (outcome) (rate(sends_total[5m]))', '{{outcome}}']),
      lines('Attempts, p99', 's', [quantile(0.99, 'send_attempt_duration_seconds', { by: 'outcome' }), '{{outcome}}']),
      lines('Send queue', 'none', ['max by (state) (send_queue_depth)', '{{state}}']),
      lines('Oldest due', 's', ['max(send_queue_due_seconds)', 'waits']),
    ],
    [
      lines('Without an answer, settled by', 'cps', ['sum by (how) (rate(send_reconciliations_total[5m]))', '{{how}}']),
      lines('Not acknowledged by WhatsApp', 'cps', ['sum(rate(sends_unacknowledged_total[5m]))', 'messages']),
      lines(
        'Read of sent, last hour',
        'percentunit',
        ['sum(increase(messages_total{status="read"}[1h])) / sum(increase(messages_total{status="sent"}[1h]))', 'read'],
        [
          'sum(increase(messages_total{status="delivered"}[1h])) / sum(increase(messages_total{status="sent"}[1h]))',
          'delivered',
        ],
      ),
    ],
    [
      lines('Numbers', 'none', ['max by (state) (bkcrm_numbers)', '{{state}}']),
      lines('Numbers by replica', 'none', ['number_leases', '{{instance}}']),
      lines('Circuit breakers', 'none', ['sum by (state) (send_circuit_breakers)', '{{state}}']),
      lines('Cannot send, by why', 'none', ['sum by (reason) (send_circuit_breakers_open)', '{{reason}}']),
    ],
    [
      lines('Calls to Evolution', 'reqps', [
        'sum by (route, outcome) (rate(evolution_requests_total[5m]))',
        '{{route}} {{outcome}}',
      ]),
    ],
  ],
});

const sockets = dashboard({
  uid: 'bkcrm-sockets',
  title: 'BKCRM: sockets',
  rows: [
    [
      lines('Sockets', 'none', ['websocket_connections_active', '{{instance}}']),
      lines('Frames', 'cps', ['sum by (event) (rate(bkcrm_gateway_frames_total[5m]))', '{{event}}']),
      lines('Events served from', 'cps', [
        'sum by (source) (rate(bkcrm_gateway_events_served_total[5m]))',
        '{{source}}',
      ]),
      lines('Serving them, of the time', 'percentunit', [
        'rate(bkcrm_gateway_serving_seconds_sum[5m])',
        '{{instance}}',
      ]),
    ],
    [
      lines('Resumes and resets', 'cps', ['sum by (source) (rate(bkcrm_gateway_resumes_total[5m]))', '{{source}}']),
      lines('Slow sockets shed', 'cps', ['sum(rate(bkcrm_gateway_slow_sockets_total[5m]))', 'sockets']),
      lines('Holes read from the database', 'cps', ['sum(rate(bkcrm_gateway_heals_total[5m]))', 'times']),
      lines('Behind the event log', 'none', [
        'bkcrm_gateway_event_log_head - bkcrm_gateway_event_position',
        '{{instance}}',
      ]),
    ],
    [
      lines('Refused as too many', 'cps', ['sum by (scope) (rate(bkcrm_gateway_rate_limited_total[5m]))', '{{scope}}']),
      lines('Message cache', 'percentunit', [
        'sum by (result) (rate(bkcrm_gateway_message_cache_total[5m])) / ignoring (result) group_left sum(rate(bkcrm_gateway_message_cache_total[5m]))',
        '{{result}}',
      ]),
      lines('Slowest routes, p99', 's', [
        `topk(10, ${quantile(0.99, 'bkcrm_http_request_duration_seconds', { by: 'route', where: '{service="gateway"}' })})`,
        '{{route}}',
      ]),
    ],
  ],
});

const backends = dashboard({
  uid: 'bkcrm-backends',
  title: 'BKCRM: broker and database',
  rows: [
    [
      lines('Connections to the broker that are up', 'none', [
        'min by (service, connection) (bkcrm_broker_connection_state{state="up"})',
        '{{connection}}',
      ]),
      lines('Publishes', 'cps', [
        'sum by (service, outcome) (rate(bkcrm_messages_published_total[5m]))',
        '{{service}} {{outcome}}',
      ]),
      lines('Until the broker confirms', 's', ...quantiles('bkcrm_publish_confirm_seconds')),
      lines('Best-effort publishes', 'cps', ['sum by (outcome) (rate(bkcrm_broadcasts_total[5m]))', '{{outcome}}']),
    ],
    [
      lines(
        'Outboxes',
        'cps',
        ['sum by (schema, outcome) (rate(bkcrm_outbox_rounds_total[5m]))', '{{schema}} {{outcome}}'],
        ['sum by (schema) (rate(bkcrm_outbox_parked_total[5m]))', '{{schema}} parked'],
      ),
      lines(
        'Queues, by RabbitMQ',
        'none',
        ['sum(rabbitmq_queue_messages_ready)', 'ready'],
        ['sum(rabbitmq_queue_messages_unacked)', 'unacknowledged'],
      ),
      lines('RabbitMQ memory', 'bytes', ['rabbitmq_process_resident_memory_bytes', '{{instance}}']),
      lines('RabbitMQ free disk', 'bytes', ['rabbitmq_disk_space_available_bytes', '{{instance}}']),
    ],
    [
      lines('Pools', 'none', ['sum by (service, state) (bkcrm_database_connections)', '{{service}} {{state}}']),
      lines('Transactions', 'cps', [
        'sum by (service, outcome) (rate(bkcrm_database_transaction_seconds_count[5m]))',
        '{{service}} {{outcome}}',
      ]),
      lines('Transactions, p99', 's', [
        quantile(0.99, 'bkcrm_database_transaction_seconds', { by: 'service' }),
        '{{service}}',
      ]),
      lines('Failures', 'cps', [
        'sum by (service, meaning, code) (rate(bkcrm_database_failures_total[5m]))',
        '{{service}} {{meaning}} {{code}}',
      ]),
    ],
    [figure('Age of the last backup', 's', 'max(bkcrm_backup_age_seconds{kind="daily"})', { bad: 93_600 })],
  ],
});

const objectives = ['webhooks', 'api', 'live'];
const slo = dashboard({
  uid: 'bkcrm-slo',
  title: 'BKCRM: service levels (99.9 %)',
  rows: [
    objectives.map((slo) =>
      figure(
        `Error budget left of 30 days: ${slo}`,
        'percentunit',
        `1 - avg_over_time(bkcrm:slo_errors:ratio_rate1h{slo="${slo}"}[30d]) / 0.001`,
      ),
    ),
    [
      lines('Burn rate, 1 h (1 uses the budget up in 30 days)', 'none', [
        'bkcrm:slo_errors:ratio_rate1h / 0.001',
        '{{slo}}',
      ]),
      lines('Burn rate, 6 h', 'none', ['bkcrm:slo_errors:ratio_rate6h / 0.001', '{{slo}}']),
    ],
    [
      lines('Errors, 5 min', 'percentunit', ['bkcrm:slo_errors:ratio_rate5m', '{{slo}}']),
      lines('Webhook to socket', 's', ...quantiles('bkcrm_gateway_event_latency_seconds')),
    ],
  ],
});

/** By the name of the file. */
export const dashboards = { overview, pipeline, sends, sockets, backends, slo };
