import { isTracing, traced } from '@bkcrm/tracing';
import type { Delivery } from '../messages.js';

/** Handles each message as a step of the trace that it came with. */
export function traceHandling<T>(
  name: string,
  handle: (delivery: Delivery) => Promise<T>,
): (delivery: Delivery) => Promise<T> {
  return (delivery) => {
    if (!isTracing()) return handle(delivery);
    const { messageId, redelivered, attempt, traceparent: parent = null } = delivery;
    const attributes = {
      'messaging.system': 'rabbitmq',
      'messaging.message.id': messageId,
      'bkcrm.redelivered': redelivered,
      'bkcrm.attempt': attempt + 1,
    };
    return traced(name, { kind: 'CONSUMER', parent, attributes }, () => handle(delivery));
  };
}
