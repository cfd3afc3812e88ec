import type { BrokerLink } from './broker-link.js';

/** A request's class: its `type` is the routing key, `reply` (declared only) the shape of the answer. */
export interface RequestType<T extends { reply: unknown }> {
  new (): T;
  readonly type: string;
}

/** Asks another service over the broker and waits for its answer. */
export class Requester {
  constructor(private readonly link: BrokerLink) {}

  /**
   * `deadline` in milliseconds (5000); the request expires in the queue when it is over.
   * @throws RequestRefused, RequestTimedOut, RequestUndeliverable
   */
  request<T extends { reply: unknown }>(
    _exchange: string,
    _type: RequestType<T>,
    _body: Omit<T, 'reply'>,
    _options?: { deadline?: number; headers?: Record<string, string> },
  ): Promise<T['reply']> {
    throw new Error(`not implemented on ${this.link.options.connectionName}`);
  }
}
