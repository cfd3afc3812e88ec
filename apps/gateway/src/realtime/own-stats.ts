import { randomUUID } from 'node:crypto';
import type { GatewayStats } from '@bkcrm/contracts';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { ConnectedAgents } from '../presence/domain/connected-agents.js';
import { LiveClients } from './live-clients.js';
import { Signals } from './signals.js';

const everyMs = 5_000;
/** Changes close together are told once. */
const changeMs = 200;

/** Tells all services who is connected here. */
@Injectable()
export class OwnStats {
  private readonly replicaId = randomUUID();
  private readonly startedAt: string;
  private timer: NodeJS.Timeout | undefined;
  private change: NodeJS.Timeout | undefined;

  constructor(
    private readonly clients: LiveClients,
    private readonly signals: Signals,
    private readonly agents: ConnectedAgents,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now().toISOString();
  }

  get current(): GatewayStats {
    const openTickets: Record<string, number> = {};
    this.clients.forEach((client) => {
      for (const id of client.openTickets.keys()) openTickets[id] = (openTickets[id] ?? 0) + 1;
    });
    const { replicaId, startedAt } = this;
    const agents = this.agents.states(this.clock.now().getTime());
    return { replicaId, connections: this.clients.count, startedAt, openTickets, agents };
  }

  start(): void {
    this.tell();
    this.timer = setInterval(() => this.tell(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.change);
    this.change = undefined;
  }

  /** Something changed: told soon, not only at the next turn. */
  changed(): void {
    if (this.timer === undefined) return;
    this.change ??= setTimeout(() => {
      this.change = undefined;
      this.tell();
    }, changeMs);
  }

  private tell(): void {
    this.signals.send('gateway.stats', this.current);
  }
}
