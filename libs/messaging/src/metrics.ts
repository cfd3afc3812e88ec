import { Counter, Gauge, Histogram } from 'prom-client';
import type { LinkState } from './messages.js';

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const published = new Counter({
  name: 'bkcrm_messages_published_total',
  help: 'Confirmed publishes, by outcome',
  labelNames: ['outcome'],
});

export const confirmSeconds = new Histogram({
  name: 'bkcrm_publish_confirm_seconds',
  help: 'From a publish to its confirmation',
  buckets: quick,
});

export const broadcasts = new Counter({
  name: 'bkcrm_broadcasts_total',
  help: 'Best-effort publishes, sent or dropped here',
  labelNames: ['outcome'],
});

export const consumed = new Counter({
  name: 'bkcrm_messages_consumed_total',
  help: 'Messages settled, by queue and outcome',
  labelNames: ['queue', 'outcome'],
});

export const batchSize = new Histogram({
  name: 'bkcrm_consume_batch_size',
  help: 'Messages handed to a handler at once',
  labelNames: ['queue'],
  buckets: [1, 2, 5, 10, 25, 50, 100, 200, 500, 1_000],
});

export const handlerSeconds = new Histogram({
  name: 'bkcrm_consume_handler_seconds',
  help: 'Duration of one call of a handler',
  labelNames: ['queue'],
  buckets: quick,
});

export const lagSeconds = new Histogram({
  name: 'bkcrm_consume_lag_seconds',
  help: 'Age of messages that say when their cause was received, when a handler gets them',
  labelNames: ['queue'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1_800],
});

export const retries = new Counter({
  name: 'bkcrm_consume_retries_total',
  help: 'Times that a batch was handled once more because of something that passes (a deadlock, a lock held too long)',
  labelNames: ['queue'],
});

export const putOff = new Counter({
  name: 'bkcrm_consume_put_off_total',
  help: 'Messages that a handler wanted again a moment later, since it would have had to wait for them',
  labelNames: ['queue'],
});

export const queueMessages = new Gauge({
  name: 'bkcrm_queue_messages',
  help: 'Messages that wait in a queue, as the broker said when it was last declared; every replica says the same',
  labelNames: ['queue'],
});

export const deadLetters = new Gauge({
  name: 'bkcrm_dead_letters',
  help: 'Dead letters of a queue, as the broker said when it was last declared; every replica says the same',
  labelNames: ['queue'],
});

export const bisections = new Counter({
  name: 'bkcrm_consume_bisections_total',
  help: 'Batches split to find the message that makes them fail',
  labelNames: ['queue'],
});

export const holds = new Counter({
  name: 'bkcrm_consume_holds_total',
  help: 'Times that consumption stood still because something it needs did not work',
  labelNames: ['queue'],
});

export const answerSeconds = new Histogram({
  name: 'bkcrm_request_answer_seconds',
  help: 'Requests of other services answered here, by what was asked and what came of it',
  labelNames: ['queue', 'request', 'outcome'],
  buckets: quick,
});

export const requestSeconds = new Histogram({
  name: 'bkcrm_request_seconds',
  help: 'Requests made of other services, from the question to the answer',
  labelNames: ['request', 'outcome'],
  buckets: quick,
});

const states: readonly LinkState[] = ['connecting', 'up', 'blocked', 'down'];
const stateGauge = new Gauge({
  name: 'bkcrm_broker_connection_state',
  help: '1 for the state that a connection is in',
  labelNames: ['connection', 'state'],
});

export const linkState = {
  observe(connection: string, state: LinkState): void {
    for (const each of states) stateGauge.set({ connection, state: each }, each === state ? 1 : 0);
  },
};
