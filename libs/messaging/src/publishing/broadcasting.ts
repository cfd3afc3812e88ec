import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { ConnectionSupervisor } from '../connection/connection-supervisor.js';
import { broadcasts } from '../metrics.js';
import type { EncodedMessage } from './confirmed-publishing.js';

/** Frames that may wait for the socket; what comes above is dropped. */
const bufferedAtMost = 4_096;

/** A plain channel on the publish connection for what may be lost. */
export class Broadcasting {
  private readonly channel: ChannelSupervisor;
  private congested = false;

  constructor(private readonly connection: ConnectionSupervisor) {
    this.channel = new ChannelSupervisor(connection, {
      name: 'broadcasting',
      highWaterMark: bufferedAtMost,
      setup: ({ channel }) => {
        this.congested = false;
        channel.on('drain', () => {
          this.congested = false;
        });
      },
    });
  }

  /** @throws when the message cannot be encoded */
  send({ exchange, routingKey, content, properties }: EncodedMessage): void {
    const open = this.channel.current;
    if (open === undefined || this.connection.state !== 'up' || this.congested) {
      broadcasts.inc({ outcome: 'dropped' });
      return;
    }
    this.congested = !open.channel.publish(exchange, routingKey, content, { ...properties, persistent: false });
    broadcasts.inc({ outcome: 'sent' });
  }
}
