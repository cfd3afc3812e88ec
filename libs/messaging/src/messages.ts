/** What travels. Handlers and publishers see these; nobody outside this library sees a channel. */

/** A message on its way out. Defaults: persistent, mandatory, JSON. */
export interface OutgoingMessage {
  exchange: string;
  routingKey: string;
  /** A Buffer goes out as it is; anything else as JSON. */
  content: Buffer | object;
  /** AMQP message id: the idempotency key on the other side. */
  messageId: string;
  /** AMQP type, e.g. `message.send.v1`. */
  type: string;
  headers?: Record<string, string | number | boolean>;
}

/**
 * - `confirmed`: on a queue, safe.
 * - `returned`: no queue is bound for it.
 * - `nacked`: the broker refused (queue full).
 * - `unknown`: no answer before the deadline, or the connection ended or is blocked; it may or may not have arrived.
 */
export type PublishOutcome = 'confirmed' | 'returned' | 'nacked' | 'unknown';

/** A message that arrived. `body` is the parsed JSON, validated when the handler names a class. */
export interface Delivery<T = unknown> {
  readonly body: T;
  readonly raw: Buffer;
  readonly messageId: string;
  readonly type: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
  readonly redelivered: boolean;
  /** Attempts before this one, from our own header. */
  readonly attempt: number;
  /** W3C trace context of its being handled; absent when it is part of no trace. */
  traceparent?: string;
}

export type LinkState = 'connecting' | 'up' | 'blocked' | 'down';
