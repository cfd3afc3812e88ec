import { Database } from '@bkcrm/database';
import { findTicket, ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import type { Audience } from '@bkcrm/contracts';
import { toPrincipal } from '../auth/current-agent.decorator.js';
import { problems } from '../http/problem.js';
import type { LiveClient } from './live-client.js';
import { OwnStats } from './own-stats.js';
import { Signals } from './signals.js';

/** Who has a ticket open or is writing in it: told to all who may see the ticket, never stored. */
@Injectable()
export class Viewers {
  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    private readonly stats: OwnStats,
  ) {}

  async open(client: LiveClient, ticketId: string): Promise<void> {
    const audience = await this.audienceFor(client, ticketId);
    client.openTickets.set(ticketId, audience);
    this.tellViewing(client, ticketId, audience, true);
  }

  close(client: LiveClient, ticketId: string): void {
    const audience = client.openTickets.get(ticketId);
    if (audience === undefined) return;
    client.openTickets.delete(ticketId);
    this.tellViewing(client, ticketId, audience, false);
  }

  closeAll(client: LiveClient): void {
    for (const ticketId of client.openTickets.keys()) this.close(client, ticketId);
  }

  async typing(client: LiveClient, ticketId: string, typing: boolean): Promise<void> {
    const audience = client.openTickets.get(ticketId) ?? (await this.audienceFor(client, ticketId));
    const { id, name } = client.agent;
    this.signals.send('agent.typing', { ticketId, agent: { id, name }, typing }, audience);
  }

  private tellViewing(client: LiveClient, ticketId: string, audience: Audience, viewing: boolean): void {
    const { id, name } = client.agent;
    this.signals.send('agent.viewing', { ticketId, agent: { id, name }, viewing }, audience);
    this.stats.changed();
  }

  /** @throws Problem `ticket.not-found` */
  private async audienceFor({ agent }: LiveClient, ticketId: string): Promise<Audience> {
    const ticket = await findTicket(this.database, toPrincipal(agent), ticketId);
    if (ticket === undefined) throw problems.ticketNotFound();
    return ticketAudience({ departmentId: ticket.department?.id ?? null, assigneeId: ticket.assignee?.id ?? null });
  }
}
