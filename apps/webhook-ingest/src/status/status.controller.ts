import { Clock } from '@bkcrm/observability';
import { Controller, Get } from '@nestjs/common';
import { GatewayTotals } from './domain/gateway-totals.js';
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

/**
 * What the older front end asks for, answered from memory. Sockets are not counted per ticket any more: those fields
 * are there because it reads them, and are always empty.
 */
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
    const connections = this.gateways.connections(now);
    const evolution = this.numbers.summary(now);
    return {
      status: 'healthy',
      server: 'BKCRM webhook-ingest',
      timestamp: now.toISOString(),
      uptime: Math.round(process.uptime()),
      websocket: {
        enabled: connections !== undefined,
        state: connections === undefined ? 'unknown' : 'up',
        connections: connections ?? 0,
        activeTickets: 0,
      },
      evolution: { ...evolution, connected: evolution.state === 'connected' },
      endpoints: ['/webhook/evolution', '/webhook/health', '/webhook/ws-stats'],
    };
  }

  @Get('ws-stats')
  socketStatistics(): SocketStatistics {
    return {
      totalConnections: this.gateways.connections(this.clock.now()) ?? 0,
      activeTickets: 0,
      connectionsByTicket: {},
    };
  }
}
