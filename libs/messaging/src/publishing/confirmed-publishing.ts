import type { Options } from 'amqplib';
import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { ConnectionSupervisor } from '../connection/connection-supervisor.js';
import type { OpenChannel } from '../connection/open-channel.js';
import { Sweep } from '../connection/sweep.js';
import type { PublishOutcome } from '../messages.js';
import { confirmSeconds } from '../metrics.js';
import { ConfirmWindow } from './confirm-window.js';

/** Publishes that wait for an answer at a time; above it they are `unknown` at once, so that a slow broker costs no memory. */
const outstandingAtMost = 4_096;

/** A message as amqplib takes it. */
export interface EncodedMessage {
  exchange: string;
  routingKey: string;
  content: Buffer;
  properties: Options.Publish;
}

/** A confirm channel on the publish connection, and the publishes on it that have no answer yet. */
export class ConfirmedPublishing {
  private readonly channel: ChannelSupervisor;
  private readonly sweep = new Sweep(() => this.expire());
  private window = new ConfirmWindow(outstandingAtMost);

  constructor(private readonly connection: ConnectionSupervisor) {
    this.channel = new ChannelSupervisor(connection, {
      name: 'confirmed publishing',
      confirm: true,
      setup: (open) => this.follow(open),
      onClosed: () => this.window.abandon(),
    });
    connection.onChange((state) => {
      if (state === 'blocked') this.window.abandon();
    });
  }

  /** @throws when the message cannot be encoded */
  async publish(message: EncodedMessage, deadline: number): Promise<PublishOutcome> {
    const open = this.channel.current;
    if (open === undefined || this.connection.state !== 'up' || this.window.isFull) return 'unknown';
    const { exchange, routingKey, content, properties } = message;
    open.channel.publish(exchange, routingKey, content, { ...properties, persistent: true, mandatory: true });
    const now = performance.now();
    const outcome = this.window.add(String(properties.messageId), now, now + deadline);
    this.sweep.arm();
    return outcome;
  }

  private async follow({ channel, generation }: OpenChannel): Promise<void> {
    // A publish to an exchange that was deleted closes the channel; the next one finds it again.
    if (generation > 1) await this.connection.setUpAgain();
    const window = new ConfirmWindow(outstandingAtMost, (seconds) => confirmSeconds.observe(seconds));
    const answer =
      (accepted: boolean) =>
      ({ deliveryTag, multiple }: { deliveryTag: number; multiple: boolean }): void =>
        window.answer(deliveryTag, { multiple, accepted }, performance.now());
    channel.on('ack', answer(true));
    channel.on('nack', answer(false));
    channel.on('return', ({ properties }) => window.returned(String(properties.messageId)));
    this.window = window;
  }

  private expire(): boolean {
    this.window.expire(performance.now());
    return this.window.outstanding > 0;
  }
}
