import type { Audience, BrokerSignal, Signal } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import type { ShowPresence } from '@bkcrm/contracts';
import { GatewayTotals, readGatewayStats } from '@bkcrm/gateway-totals';
import { Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { LiveClients } from './live-clients.js';

/** Signals that reach clients. */
export const signalTypes = [
  'agent.typing',
  'agent.viewing',
  'agents.presence',
  'contact.presence',
  'notice.changed',
  'notices.seen',
  'number.qr-code',
  'session.expiring',
  'session.expired',
  'system.status',
] as const;
export type SignalType = (typeof signalTypes)[number];
/** Signals for the services themselves, which no client gets. */
type InternalSignal =
  | 'agent.chosen-away'
  | 'agent.saw-notices'
  | 'gateway.stats'
  | 'notices.written'
  | 'session.ended'
  | typeof ShowPresence.type;

type SignalListener = (signal: Signal, audience: Audience) => void;

/** What is neither stored nor numbered: goes to every replica, and from each to those of its clients who may see it. */
@Injectable()
export class Signals {
  private readonly listeners: SignalListener[] = [];

  constructor(
    private readonly publisher: Publisher,
    private readonly clients: LiveClients,
    private readonly totals: GatewayTotals,
    private readonly clock: Clock,
  ) {}

  send(type: SignalType | InternalSignal, data: unknown, audience?: Audience): void {
    const signal: BrokerSignal = { type, data, ...(audience === undefined ? {} : { audience }) };
    this.publisher.broadcast({
      exchange: exchanges.signals,
      routingKey: '',
      type: 'signal.v1',
      messageId: uuid(),
      content: signal,
    });
  }

  /** Listeners hear what goes to clients. */
  listen(listener: SignalListener): void {
    this.listeners.push(listener);
  }

  accept({ type, data, audience }: BrokerSignal): void {
    const stats = readGatewayStats({ type, data });
    if (stats !== undefined) this.totals.add(stats, this.clock.now());
    // Without an audience it is for the services themselves.
    if (audience === undefined) return;
    this.clients.signal({ type, data }, audience);
    for (const listener of this.listeners) listener({ type, data }, audience);
  }
}
