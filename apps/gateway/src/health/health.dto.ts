export class WebsocketHealth {
  enabled: boolean;
  /** Over all replicas. */
  connections: number;
  activeTickets: number;
}

export class EvolutionHealth {
  /** Whether any number is connected to WhatsApp. */
  connected: boolean;
  instances: number;
}

export class WebhookHealth {
  status: string;
  timestamp: string;
  server: string;
  websocket: WebsocketHealth;
  evolution: EvolutionHealth;
  endpoints: string[];
}

export class ConnectionStats {
  totalConnections: number;
  /** Tickets that somebody has open. */
  activeTickets: number;
  connectionsByTicket: Record<string, number>;
}
