import type { Audience, BrokerSignal, GatewayStats } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import { Publisher } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { ConnectionTotals } from './connection-totals.js';
import { LiveClients } from './live-clients.js';

/** Signals that reach clients. */
export const signalTypes = ['agent.typing', 'agent.viewing', 'contact.presence', 'session.expired'] as const;
export type SignalType = (typeof signalTypes)[number];

/** What is neither stored nor numbered: goes to every replica, and from each to those of its clients who may see it. */
@Injectable()
export class Signals {
  constructor(
    private readonly publisher: Publisher,
    private readonly clients: LiveClients,
    private readonly totals: ConnectionTotals,
  ) {}

  send(type: SignalType | 'gateway.stats', data: unknown, audience?: Audience): void {
    const signal: BrokerSignal = { type, data, ...(audience === undefined ? {} : { audience }) };
    this.publisher.broadcast({
      exchange: exchanges.signals,
      routingKey: '',
      type: 'signal.v1',
      messageId: uuid(),
      content: signal,
    });
  }

  accept({ type, data, audience }: BrokerSignal): void {
    if (type === 'gateway.stats') this.totals.accept(data as GatewayStats);
    // Without an audience it is for the services themselves.
    else if (audience !== undefined) this.clients.signal({ type, data }, audience);
  }
}
