import { ShowPresence } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { findChat, findTicket, maySee, ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { toPrincipal } from '../auth/current-agent.decorator.js';
import { problems } from '../http/problem.js';
import { KnownTickets } from '../tickets/known-tickets.js';
import type { LiveClient, OpenTicket } from './live-client.js';
import { LiveClients } from './live-clients.js';
import { OwnStats } from './own-stats.js';
import { Signals } from './signals.js';

/** Data of the signal `agent.viewing`. */
export interface ViewingData {
  ticketId: string;
  agent: { id: string; name: string };
  viewing: boolean;
}

/** Told again this often, so that nobody stays there who has gone without a word. */
const repeatMs = 30_000;
/** How often it is looked whose turn that is: not everybody's at once. */
const turnMs = 1_000;
/** Those who opened the ticket earlier say so again, but not more often than this. */
const repeatAfterMs = 2_000;
/** A ticket may have moved to others since its audience was read. */
const audienceTrustedMs = 5_000;
/** Of one client. */
const mostOpen = 20;

/**
 * Who has a ticket open or is writing in it: told to all who may see the ticket (and writing, to the customer), never stored. Whoever opens it later hears
 * of the others because they answer.
 */
@Injectable()
export class Viewers {
  private readonly clientsOf = new Map<string, Set<LiveClient>>();
  private timer: NodeJS.Timeout | undefined;
  private isRepeating = false;

  constructor(
    private readonly database: Database,
    private readonly tickets: KnownTickets,
    private readonly clients: LiveClients,
    private readonly signals: Signals,
    private readonly stats: OwnStats,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.repeat(repeatMs), turnMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws Problem `ticket.not-found` */
  async open(client: LiveClient, ticketId: string): Promise<void> {
    const ticket = await this.read(client, ticketId);
    if (!client.socket.connected) return;
    const [oldest] = client.openTickets.keys();
    if (oldest !== undefined && client.openTickets.size >= mostOpen) this.close(client, oldest);
    client.openTickets.set(ticketId, ticket);
    this.clientsOf.set(ticketId, (this.clientsOf.get(ticketId) ?? new Set()).add(client));
    this.tellViewing(client, ticketId, ticket, true);
    this.stats.changed();
  }

  close(client: LiveClient, ticketId: string): void {
    const ticket = client.openTickets.get(ticketId);
    if (ticket === undefined) return;
    client.openTickets.delete(ticketId);
    const others = this.clientsOf.get(ticketId);
    others?.delete(client);
    if (others?.size === 0) this.clientsOf.delete(ticketId);
    if (this.viewing(client.agentId, ticketId) === undefined) this.tellViewing(client, ticketId, ticket, false);
    this.stats.changed();
  }

  closeAll(client: LiveClient): void {
    for (const ticketId of client.openTickets.keys()) this.close(client, ticketId);
  }

  /** @throws Problem `ticket.not-found` */
  async typing(client: LiveClient, ticketId: string, presence: ShowPresence['presence']): Promise<void> {
    const known = client.openTickets.get(ticketId);
    const isFresh = known !== undefined && this.clients.now() - known.readAt < audienceTrustedMs;
    const { audience, chat, readAt } = isFresh ? known : await this.read(client, ticketId);
    if (known !== undefined) Object.assign(known, { audience, chat, readAt });
    const typing = presence !== 'paused';
    this.signals.send('agent.typing', { ticketId, agent: nameOf(client), typing }, audience);
    this.signals.send(ShowPresence.type, { ...chat, presence } satisfies ShowPresence);
  }

  /**
   * Tells of all who have a ticket open and were not told of for so long, to those who may see it now. Who may not any more does not have
   * it open.
   */
  async repeat(untoldForMs: number): Promise<void> {
    if (this.isRepeating) return;
    this.isRepeating = true;
    try {
      const now = this.clients.now();
      for (const client of this.clients.all())
        for (const [ticketId, ticket] of client.openTickets)
          if (now - ticket.toldAt >= untoldForMs) await this.tellAgain(client, ticketId, ticket);
    } finally {
      this.isRepeating = false;
    }
  }

  private async tellAgain(client: LiveClient, ticketId: string, open: OpenTicket): Promise<void> {
    try {
      const { ticket } = await this.tickets.find(ticketId);
      if (client.openTickets.get(ticketId) !== open) return;
      if (ticket === undefined || !maySee(toPrincipal(client.agent), ticket.audience)) {
        this.close(client, ticketId);
        return;
      }
      open.audience = ticket.audience;
    } catch {
      // The database is away: to those who could see it then.
    }
    if (client.openTickets.get(ticketId) === open) this.tellViewing(client, ticketId, open, true);
  }

  /**
   * Somebody opened a ticket, here or on another replica: those who have it open here answer. Or they closed it, and still have it open in
   * another window here.
   */
  onSignal({ ticketId, agent, viewing }: ViewingData): void {
    if (!viewing) {
      const client = this.viewing(agent.id, ticketId);
      const ticket = client?.openTickets.get(ticketId);
      if (client !== undefined && ticket !== undefined) this.tellViewing(client, ticketId, ticket, true);
      return;
    }
    const now = this.clients.now();
    for (const client of this.clientsOf.get(ticketId) ?? []) {
      const ticket = client.openTickets.get(ticketId);
      if (ticket === undefined || client.agentId === agent.id || now - ticket.toldAt < repeatAfterMs) continue;
      this.tellViewing(client, ticketId, ticket, true);
    }
  }

  /** A client here in which the agent has the ticket open. */
  private viewing(agentId: string, ticketId: string): LiveClient | undefined {
    return [...(this.clientsOf.get(ticketId) ?? [])].find((client) => client.agentId === agentId);
  }

  private async read(client: LiveClient, ticketId: string): Promise<OpenTicket> {
    const found = await findTicket(this.database, toPrincipal(client.agent), ticketId);
    if (found === undefined) throw problems.ticketNotFound();
    const audience = ticketAudience({
      departmentId: found.department?.id ?? null,
      assigneeId: found.assignee?.id ?? null,
    });
    const chat = await findChat(this.database, ticketId);
    if (chat === undefined) throw problems.ticketNotFound();
    return { audience, chat, readAt: this.clients.now(), toldAt: 0 };
  }

  private tellViewing(client: LiveClient, ticketId: string, ticket: OpenTicket, viewing: boolean): void {
    ticket.toldAt = this.clients.now();
    const data: ViewingData = { ticketId, agent: nameOf(client), viewing };
    this.signals.send('agent.viewing', data, ticket.audience);
  }
}

function nameOf({ agent: { id, name } }: LiveClient): { id: string; name: string } {
  return { id, name };
}
