/** An exchange that a service declares at start, in case it is the first one to come up. All are durable. */
export interface ExchangeDefinition {
  name: string;
  type: 'topic' | 'direct' | 'fanout';
}

/**
 * - `durable` (default): a quorum queue with a ladder of retry queues and a dead-letter queue beside it.
 * - `requests`: questions with a deadline; nothing in it outlives the asker, so it is neither retried nor kept.
 * - `replica`: this process's own copy of a fan-out: exclusive, named by the broker, gone with the connection; handled
 *   strictly in the order of arrival, one message at a time.
 */
export type QueueKind = 'durable' | 'requests' | 'replica';

export interface QueueDefinition {
  name: string;
  kind?: QueueKind;
  bindings: readonly { exchange: string; key: string }[];
  /** The oldest messages are dropped above this; for what is worth nothing when it is late. */
  maxLength?: number;
}
