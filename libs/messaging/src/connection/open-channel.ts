import type { Channel, ConfirmChannel, ConsumeMessage, Message } from 'amqplib';

/**
 * One life of a channel. Delivery tags mean something only on the channel that gave them, so whoever got a message from it
 * settles it here: once this channel is gone, settling does nothing and the broker delivers the message again.
 */
export class OpenChannel {
  private readonly ended = new AbortController();

  constructor(
    readonly channel: Channel | ConfirmChannel,
    readonly generation: number,
  ) {
    channel.once('close', () => this.ended.abort());
  }

  get closed(): boolean {
    return this.ended.signal.aborted;
  }

  /** Aborted when the channel closes. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Starts taking messages. When the broker ends that (the queue was deleted), the channel closes, so that it is set up anew. */
  async consume(
    queue: string,
    consumerTag: string,
    onMessage: (message: ConsumeMessage) => void,
    options: { noAck?: boolean } = {},
  ): Promise<void> {
    const receive = (message: ConsumeMessage | null): void => {
      if (message === null) void this.close();
      else onMessage(message);
    };
    await this.channel.consume(queue, receive, { ...options, consumerTag });
  }

  /** Takes no more messages; those in hand can still be settled. */
  async cancel(consumerTag: string): Promise<void> {
    if (this.closed) return;
    try {
      await this.channel.cancel(consumerTag);
    } catch {
      // The channel has just closed: nothing comes from it any more.
    }
  }

  /** @returns false when the channel is gone */
  acknowledge(message: Message, { upTo = false }: { upTo?: boolean } = {}): boolean {
    if (this.closed) return false;
    try {
      this.channel.ack(message, upTo);
      return true;
    } catch {
      // Closed a moment ago, before its event was seen.
      return false;
    }
  }

  /** Gives back everything unsettled. */
  async close(): Promise<void> {
    if (this.closed) return;
    try {
      await this.channel.close();
    } catch {
      // The other side, or the connection, was faster.
    }
  }
}
