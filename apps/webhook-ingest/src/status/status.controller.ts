import { GatewayTotals } from '@bkcrm/gateway-totals';
import { Clock } from '@bkcrm/observability';
import { Controller, Get } from '@nestjs/common';
import { NumberStates } from './domain/number-states.js';
import type { EvolutionState } from './domain/number-states.js';

interface Health {
  status: 'healthy';
  server: string;
  timestamp: string;
  /** Seconds. */
  uptime: number;
  websocket: { enabled: boolean; state: 'unknown' | 'up'; connections: number; activeTickets: number };
  evolution: EvolutionState & { connected: boolean };
  endpoints: string[];
}

interface SocketStatistics {
  totalConnections: number;
  activeTickets: number;
  connectionsByTicket: Record<string, number>;
}

/** What the older front end asks for, answered from memory. */
@Controller('webhook')
export class StatusController {
  constructor(
    private readonly numbers: NumberStates,
    private readonly gateways: GatewayTotals,
    private readonly clock: Clock,
  ) {}

  @Get('health')
  health(): Health {
    const now = this.clock.now();
    const totals = this.gateways.total(now);
    const evolution = this.numbers.summary(now);
    return {
      status: 'healthy',
      server: 'BKCRM webhook-ingest',
      timestamp: now.toISOString(),
      uptime: Math.round(process.uptime()),
      websocket: {
        enabled: totals !== undefined,
        state: totals === undefined ? 'unknown' : 'up',
        connections: totals?.connections ?? 0,
        activeTickets: Object.keys(totals?.byTicket ?? {}).length,
      },
      evolution: { ...evolution, connected: evolution.state === 'connected' },
      endpoints: ['/webhook/evolution', '/webhook/health', '/webhook/ws-stats'],
    };
  }

  @Get('ws-stats')
  socketStatistics(): SocketStatistics {
    const { connections, byTicket } = this.gateways.total(this.clock.now()) ?? { connections: 0, byTicket: {} };
    return {
      totalConnections: connections,
      activeTickets: Object.keys(byTicket).length,
      connectionsByTicket: byTicket,
    };
  }
}
