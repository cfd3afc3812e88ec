import type { AgentPresence as Presence, PresenceNews, PresentState, Signal } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { GatewayTotals } from '@bkcrm/gateway-totals';
import { Clock } from '@bkcrm/observability';
import { may } from '@bkcrm/permissions';
import { Injectable, Logger } from '@nestjs/common';
import type { LiveClient } from '../realtime/live-client.js';
import { LiveClients } from '../realtime/live-clients.js';
import { OwnStats } from '../realtime/own-stats.js';
import { Signals } from '../realtime/signals.js';
import type { SharedText } from '../realtime/socket-port.js';
import { ConnectedAgents } from './domain/connected-agents.js';
import { presenceChanges } from './domain/presence-changes.js';

const lookMs = 1_000;
/** Whoever ends a connection so does not come back by themselves: a logout, or the end of the session. */
const endsOnPurpose = new Set(['client namespace disconnect', 'server namespace disconnect']);

/** Data of the signal between replicas: somebody has said that they are away, or back. */
export interface ChosenAwayData {
  agentId: string;
  away: boolean;
}

/**
 * Who of the team is there. Every replica reports its own people with its connections, so all of them see the same picture, and the
 * people of a replica that falls silent go with it unless they have come back at another.
 */
@Injectable()
export class AgentPresence {
  private readonly logger = new Logger(AgentPresence.name);
  private timer: NodeJS.Timeout | undefined;
  /** What the clients have been told. */
  private told: ReadonlyMap<string, PresentState> = new Map();
  /** The same as whoever connects hears it; undefined until somebody does. */
  private picture: SharedText | undefined;

  constructor(
    private readonly database: Database,
    private readonly connected: ConnectedAgents,
    private readonly clients: LiveClients,
    private readonly signals: Signals,
    private readonly totals: GatewayTotals,
    private readonly stats: OwnStats,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), lookMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  of(agentId: string): Presence {
    return this.told.get(agentId) ?? 'offline';
  }

  async connect(client: LiveClient): Promise<void> {
    this.picture ??= newsOf({
      complete: true,
      agents: [...this.told].map(([agentId, presence]) => ({ agentId, presence })),
    });
    tell(client, this.picture);
    if (client.agent.role === 'integration') return;
    const { agentId } = client;
    const hasChosenAway = this.connected.has(agentId) ? undefined : await this.readChoice(agentId);
    if (!client.socket.connected) return;
    this.connected.add(agentId, client.socket.id, client.isActive);
    if (hasChosenAway !== undefined) this.connected.setChosenAway(agentId, hasChosenAway);
    this.stats.changed();
  }

  disconnect({ agentId, socket }: LiveClient, reason: string): void {
    const [isOnPurpose, now] = [endsOnPurpose.has(reason), this.clients.now()];
    this.connected.remove(agentId, socket.id, { isOnPurpose, now });
  }

  setActive(client: LiveClient, isActive: boolean): void {
    client.isActive = isActive;
    this.connected.setActive(client.agentId, client.socket.id, isActive);
    this.stats.changed();
  }

  /** Holds on every device, until they say otherwise. */
  async chooseAway(agentId: string, away: boolean): Promise<void> {
    await this.database.query(
      away
        ? 'INSERT INTO chosen_away (agent_id) VALUES ($1) ON CONFLICT DO NOTHING'
        : 'DELETE FROM chosen_away WHERE agent_id = $1',
      [agentId],
    );
    this.signals.send('agent.chosen-away', { agentId, away } satisfies ChosenAwayData);
    this.onChosenAway({ agentId, away });
  }

  onChosenAway({ agentId, away }: ChosenAwayData): void {
    this.connected.setChosenAway(agentId, away);
    this.stats.changed();
  }

  /** Tells the clients what has become different. */
  private look(): void {
    const now = this.clock.now();
    // This replica's own people need no broker to be known.
    this.totals.add(this.stats.current, now);
    const present = this.totals.agents(now);
    const agents = presenceChanges(this.told, present);
    this.told = present;
    if (agents.length === 0) return;
    this.picture = undefined;
    const news = newsOf({ complete: false, agents });
    this.clients.forEach((client) => tell(client, news));
  }

  private async readChoice(agentId: string): Promise<boolean> {
    try {
      const rows = await this.database.query('SELECT 1 FROM chosen_away WHERE agent_id = $1', [agentId]);
      return rows.length > 0;
    } catch (error) {
      this.logger.warn('what an agent has said of their presence could not be read', error);
      return false;
    }
  }
}

/** Encoded once for all who hear it: with everybody in it, it is long. */
const newsOf = (data: PresenceNews): SharedText => ({
  json: JSON.stringify({ type: 'agents.presence', data } satisfies Signal),
});

function tell(client: LiveClient, news: SharedText): void {
  if (!client.isLegacy && may(client.agent, 'agents.read')) client.signalShared(news);
}
