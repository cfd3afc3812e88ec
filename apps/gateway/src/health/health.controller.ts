import { Database } from '@bkcrm/database';
import { GatewayTotals } from '@bkcrm/gateway-totals';
import { Clock } from '@bkcrm/observability';
import { everything, listNumbers } from '@bkcrm/read-model';
import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/requires.js';
import { OwnStats } from '../realtime/own-stats.js';
import { ConnectionStats, WebhookHealth } from './health.dto.js';

const numbersTrustedForMs = 5_000;

/** What pages of the system before this one ask their own origin about. The webhooks themselves go to the ingest service. */
@Public()
@Controller('webhook')
export class HealthController {
  private evolution = { connected: false, instances: 0 };
  private evolutionReadAt = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stats: OwnStats,
    private readonly totals: GatewayTotals,
  ) {}

  @Get('health')
  async health(): Promise<WebhookHealth> {
    const { totalConnections, activeTickets } = this.connections();
    return {
      status: 'healthy',
      timestamp: this.clock.now().toISOString(),
      server: 'BKCRM gateway',
      websocket: { enabled: true, connections: totalConnections, activeTickets },
      evolution: await this.readEvolution(),
      endpoints: ['/webhook/health', '/webhook/ws-stats', '/socket.io', '/api/v1', '/api/docs'],
    };
  }

  @Get('ws-stats')
  connections(): ConnectionStats {
    // This replica's own state needs no broker to be known.
    const now = this.clock.now();
    this.totals.add(this.stats.current, now);
    const { connections, byTicket } = this.totals.total(now) ?? { connections: 0, byTicket: {} };
    return {
      totalConnections: connections,
      activeTickets: Object.keys(byTicket).length,
      connectionsByTicket: byTicket,
    };
  }

  /** Remembered for some seconds, and beyond when the database is away: anybody may ask, as often as they like. */
  private async readEvolution(): Promise<{ connected: boolean; instances: number }> {
    const now = this.clock.now().getTime();
    if (now - this.evolutionReadAt < numbersTrustedForMs) return this.evolution;
    this.evolutionReadAt = now;
    try {
      const numbers = await listNumbers(this.database, everything);
      this.evolution = { connected: numbers.some(({ state }) => state === 'open'), instances: numbers.length };
    } catch {
      // What was seen last still stands.
    }
    return this.evolution;
  }
}
