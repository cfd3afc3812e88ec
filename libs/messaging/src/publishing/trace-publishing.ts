import { annotateFailure, traced, traceHeaders, traceparentHeader } from '@bkcrm/tracing';
import type { OutgoingMessage, PublishOutcome } from '../messages.js';

/**
 * Publishes as a step of the trace that the message says it is part of (it may have waited in a table or a file since), else of what is
 * being done now. The message takes this step's place in the trace along.
 */
export function tracePublishing(
  message: OutgoingMessage,
  publish: (message: OutgoingMessage) => Promise<PublishOutcome>,
): Promise<PublishOutcome> {
  const { exchange, type, messageId, headers } = message;
  const parent = headers?.[traceparentHeader];
  const attributes = {
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': exchange,
    'messaging.message.id': messageId,
    'bkcrm.type': type,
  };
  const facts = { kind: 'PRODUCER', parent: typeof parent === 'string' ? parent : undefined, attributes } as const;
  return traced(`publish ${exchange === '' ? 'to a queue' : exchange}`, facts, async () => {
    const current = traceHeaders();
    const outcome = await publish(
      current === undefined ? message : { ...message, headers: { ...headers, ...current } },
    );
    if (outcome !== 'confirmed') annotateFailure(outcome);
    return outcome;
  });
}
