import type { Audience } from '@bkcrm/contracts';
import { Injectable } from '@nestjs/common';
import type { AgentSocket } from '../realtime/live-client.js';
import { LiveClients } from '../realtime/live-clients.js';

/** The sockets that speak the old dialect: those that have said so, or have sent one of its events. */
@Injectable()
export class LegacyClients {
  private readonly sockets = new Set<AgentSocket>();

  constructor(private readonly clients: LiveClients) {}

  add(socket: AgentSocket): void {
    if (socket.connected) this.sockets.add(socket);
  }

  remove(socket: AgentSocket): void {
    this.sockets.delete(socket);
  }

  /** Sends to those who may see it now, except to the agent who did it, if any. */
  send(event: string, data: unknown, audience: Audience, exceptAgentId?: string): void {
    const now = this.clients.now();
    const seeing = [...this.sockets].filter(
      ({ data: { client } }) =>
        client.agentId !== exceptAgentId && client.expiresAt.getTime() > now && client.session?.sees(audience) === true,
    );
    // Written as JSON once for all of them.
    seeing[0]?.nsp.to(seeing.map(({ id }) => id)).emit(event, data);
  }
}
