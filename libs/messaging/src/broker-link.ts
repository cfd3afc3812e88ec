import type { ChannelModel } from 'amqplib';
import { ConnectionSupervisor } from './connection/connection-supervisor.js';
import type { LinkState } from './messages.js';
import type { ExchangeDefinition } from './queue-definition.js';

export interface BrokerOptions {
  url: string;
  /** Shown in RabbitMQ's list of connections, with ` publish` or ` consume` after it. */
  connectionName: string;
  exchanges: readonly ExchangeDefinition[];
}

/** What a listener of the link is told. */
export interface LinkChange {
  publish: LinkState;
  consume: LinkState;
}

/** A process's two connections to the broker, one for publishing and one for consuming: a blocked publisher never stops acknowledgements. */
export class BrokerLink {
  /** @internal */
  readonly publishing: ConnectionSupervisor;
  /** @internal */
  readonly consuming: ConnectionSupervisor;

  /** @throws when the URL is none; the message does not contain it */
  constructor(readonly options: BrokerOptions) {
    const setup = (connection: ChannelModel): Promise<void> => declareExchanges(connection, options.exchanges);
    const { url, connectionName } = options;
    this.publishing = new ConnectionSupervisor({ url, name: `${connectionName} publish`, setup });
    this.consuming = new ConnectionSupervisor({ url, name: `${connectionName} consume`, setup });
  }

  get publishState(): LinkState {
    return this.publishing.state;
  }

  get consumeState(): LinkState {
    return this.consuming.state;
  }

  /** Called whenever one of the connections changes its state. @returns a function that ends it */
  onChange(listener: (change: LinkChange) => void): () => void {
    const tell = (): void => listener({ publish: this.publishState, consume: this.consumeState });
    const ends = [this.publishing.onChange(tell), this.consuming.onChange(tell)];
    return () => ends.forEach((end) => end());
  }

  /** Starts connecting, and goes on until `close`; a broker that is down is waited for, with backoff. */
  start(): void {
    this.publishing.start();
    this.consuming.start();
  }

  async close(): Promise<void> {
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }
}

async function declareExchanges(connection: ChannelModel, exchanges: readonly ExchangeDefinition[]): Promise<void> {
  const channel = await connection.createChannel();
  // A refusal rejects the declaration below as well; an `error` event without a listener would end the process.
  channel.on('error', () => {});
  for (const { name, type } of exchanges) await channel.assertExchange(name, type, { durable: true });
  await channel.close();
}
