import type { AgentResource, Audience, Signal } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findChangedAgents } from '@bkcrm/read-model';
import { Injectable, Logger } from '@nestjs/common';
import { KnownAgents } from '../auth/known-agents.js';
import { KnownSessions } from '../sessions/known-sessions.js';
import { metrics } from '../metrics.js';
import { TracedEmissions } from '../tracing/traced-emissions.js';
import type { FreshEvent } from './domain/encoded-event.js';
import { SharedFrames } from './domain/shared-frames.js';
import { EventFeed } from './event-feed.js';
import type { LiveClient } from './live-client.js';
import { Serving } from './serving.js';

const headMs = 15_000;
const rightsMs = 4_000;
const watchMs = 1_000;
/** A client hears so long before that its token runs out, and can renew it without a break. */
const warnMs = 60_000;
/** A client that takes nothing for so long is cut off; it resumes when it reads again. */
const mostStalledMs = 10_000;
/** The same with so many packets waiting for it. */
const mostQueued = 1_000;

/** All connected clients: hands on what happens, and keeps each one's rights and health current. */
@Injectable()
export class LiveClients {
  private readonly logger = new Logger(LiveClients.name);
  private readonly clients = new Set<LiveClient>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly frames = new SharedFrames();
  private readonly emissions = new TracedEmissions();
  private readonly serving: Serving;

  constructor(
    private readonly feed: EventFeed,
    private readonly agents: KnownAgents,
    private readonly sessions: KnownSessions,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.serving = new Serving(
      this.clients,
      this.now,
      (client, error) => this.onFailed(client, error),
      () => this.endEmissions(),
    );
    feed.listen({
      onEvents: (events) => this.onEvents(events),
      onRestart: (reason) => this.forEach((client) => client.session?.reset(reason)),
    });
  }

  get count(): number {
    return this.clients.size;
  }

  now = (): number => this.clock.now().getTime();

  start(): void {
    this.timers.push(
      setInterval(() => this.announceHead(), headMs),
      setInterval(() => this.watch(), watchMs),
      setInterval(() => {
        void this.renewRights(this.all());
        void this.checkSessions();
      }, rightsMs),
    );
  }

  stop(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.serving.stop();
  }

  all(): LiveClient[] {
    return [...this.clients];
  }

  add(client: LiveClient): void {
    this.clients.add(client);
    metrics.connections.inc();
    // What it was let in with may have changed on the way from there to here.
    if (client.sessionId !== null && this.sessions.isKnownOver(client.sessionId)) client.expire();
    else if (!this.agents.isCurrent(client.agent)) void this.renewPaused([client]);
    if (this.feed.isReady) client.begin(this.feed, this.frames);
  }

  remove(client: LiveClient): void {
    this.serving.forget(client);
    if (this.clients.delete(client)) metrics.connections.dec();
  }

  /** Sends a signal to whoever is in its audience. */
  signal(signal: Signal, audience: Audience): void {
    this.forEach((client) => {
      if (!client.isLegacy && client.session?.sees(audience) === true) client.signal(signal);
    });
  }

  /** The sessions, or integrations, are over: their sockets are closed. */
  endSessions(sessionIds: Set<string>): void {
    for (const client of this.all()) if (sessionIds.has(client.sessionId ?? client.agentId)) client.expire();
  }

  forEach(action: (client: LiveClient) => void): void {
    for (const client of this.clients) {
      try {
        action(client);
      } catch (error) {
        this.onFailed(client, error);
      }
    }
  }

  /** To those who count events: the old dialect has no numbers. */
  private announceHead(): void {
    this.forEach((client) => {
      if (!client.isLegacy) client.session?.announceHead();
    });
  }

  private onFailed(client: LiveClient, error: unknown): void {
    this.logger.error('a client could not be served', error);
    client.drop();
  }

  private onEvents(events: readonly FreshEvent[]): void {
    for (const { event } of events) {
      if (event.type === 'agent.updated') void this.onAgentUpdated((event.data as AgentResource).id);
    }
    this.emissions.begin(events);
    this.serving.announce(events);
  }

  private endEmissions(): void {
    this.emissions.end((audience) => this.all().filter(({ session }) => session?.sees(audience) === true).length);
  }

  private async onAgentUpdated(agentId: string): Promise<void> {
    this.agents.forget(agentId);
    await this.renewPaused(this.all().filter((client) => client.agentId === agentId));
  }

  /** These clients get nothing more until it is known what they may see now. */
  private async renewPaused(clients: LiveClient[]): Promise<void> {
    for (const client of clients) client.pause();
    // When it cannot be read they stay paused, and the regular check tries again.
    await this.renewRights(clients);
  }

  /** Also notices changes of rights that no event told of. */
  private async renewRights(clients: LiveClient[]): Promise<void> {
    if (clients.length === 0) return;
    const pauses = new Map(clients.map((client) => [client, client.pauses]));
    try {
      const changed = await findChangedAgents(
        this.database,
        clients.map(({ agentId, heldRights }) => ({ agentId, rightsVersion: heldRights })),
      );
      for (const client of clients) {
        if (client.pauses !== pauses.get(client) || !changed.has(client.agentId)) continue;
        const agent = changed.get(client.agentId);
        if (agent === undefined || !agent.active) client.expire();
        else client.continueAs(agent);
      }
    } catch (error) {
      this.logger.warn('the rights of connected agents could not be read yet', error);
    }
  }

  /** Also notices ends of sessions that no signal told of. */
  private async checkSessions(): Promise<void> {
    const ids = this.all().flatMap(({ sessionId }) => sessionId ?? []);
    if (ids.length === 0) return;
    try {
      this.endSessions(await this.sessions.over([...new Set(ids)]));
    } catch (error) {
      this.logger.warn('the sessions of connected agents could not be read yet', error);
    }
  }

  private watch(): void {
    const now = this.now();
    this.forEach((client) => {
      if (this.feed.isReady) client.begin(this.feed, this.frames);
      const left = client.expiresAt.getTime() - now;
      if (left <= warnMs) client.warn();
      if (left <= 0) client.expire();
      else if (client.stalledFor > mostStalledMs || client.queued > mostQueued) {
        metrics.slowSockets.inc();
        client.drop();
      } else client.session?.pump();
    });
  }
}
