import type { AmqpServer } from './amqp-server.js';

/** The broker answers, and still a queue is not consumed for this long: what keeps its channel from opening is in this process. */
const stuckAfter = 120_000;

/**
 * Liveness: whether every queue of this service is consumed, or there is a reason outside why it is not (no broker, an outage of
 * what the handlers need). A new process helps with the rest. `now` in milliseconds of a steady clock.
 */
export function consumersProbe(
  server: AmqpServer,
  now = (): number => performance.now(),
): () => { ok: boolean; details: { stuck: string[] } } {
  return () => {
    const stuck = server.unconsumed(now() - stuckAfter);
    return { ok: stuck.length === 0, details: { stuck } };
  };
}
