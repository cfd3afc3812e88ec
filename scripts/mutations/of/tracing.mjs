import { e2e, edit, unit } from '../mutation.mjs';

const followed = (test) => e2e('test/e2e/tracing.e2e.spec.ts', test);
const alone = (test) => unit('libs/tracing/src/tracing.spec.ts', test);

/** @type {import('../mutation.mjs').Mutation[]} */
export const tracingMutations = [
  {
    mechanism: 'an outbox row carries the trace in which it was written',
    edits: [
      edit(
        'libs/outbox/src/write-outbox.ts',
        'headers: { ...trace, ...entry.headers }',
        'headers: { ...entry.headers }',
      ),
    ],
    ...followed('goes from an agent’s message over the send queue to Evolution, and back with its status'),
  },
  {
    mechanism: 'an event carries the trace of its own message, not of the batch',
    edits: [
      edit(
        'apps/ticket/src/inbound/read-delivery.ts',
        'traceparent: delivery.traceparent ?? null',
        'traceparent: null',
      ),
    ],
    ...followed('goes from the webhook over its batch and its event to the socket'),
  },
  {
    mechanism: 'a batch is recorded when one of its messages is',
    edits: [
      edit('libs/tracing/src/sampler.ts', 'links.some((link) => isSampled(link.context))', 'links.length > 1_000'),
    ],
    ...alone('links a batch with its messages and gives each a step in its own trace, whatever the share'),
  },
  {
    mechanism: 'a trace says nothing of what people wrote',
    edits: [edit('libs/tracing/src/begin-span.ts', '`${error.name} ${error.code}`', 'error.message')],
    ...alone('marks a step that throws with the name of the error, and one that fails in silence with the reason'),
  },
  {
    mechanism: 'spans for a collector that is away are bounded',
    edits: [edit('libs/tracing/src/export-spans.ts', 'maxQueueSize: waitingAtMost', 'maxQueueSize: 100_000')],
    ...alone('keeps a bounded number of spans for a collector that does not answer, and waits for it nowhere'),
  },
];
