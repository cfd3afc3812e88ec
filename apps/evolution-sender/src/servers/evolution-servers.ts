import { Database } from '@bkcrm/database';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { EvolutionTransport } from '../evolution-api/evolution-transport.js';
import type { TransportOptions } from '../evolution-api/evolution-transport.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { readTrust } from '../evolution-api/read-trust.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { toTlsTrust } from './domain/server-trust.js';
import type { ServerTrust } from './domain/server-trust.js';

interface ServerRow {
  id: string;
  name: string;
  baseUrl: string;
  apiKey: string | null;
  fromEnvironment: boolean;
  trust: ServerTrust;
  revision: number;
}

interface Link {
  revision: number;
  transport: EvolutionTransport;
  api: EvolutionApi;
}

/** For so long a change made by another replica may go unnoticed. Milliseconds. */
const trustedForMs = 5_000;

/** Where a server's key is encrypted for. */
export const keyPlace = (serverId: string): string => `server|${serverId}|api_key`;

/**
 * The Evolution servers, each with connections and trust of its own: one that is down, slow or shows another certificate
 * changes nothing for the others.
 */
@Injectable()
export class EvolutionServers {
  private readonly logger = new Logger(EvolutionServers.name);
  private readonly links = new Map<string, Link>();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly config: SenderConfig,
    private readonly secrets: SecretBox,
    private readonly metrics: SenderMetrics,
  ) {}

  /** @throws EvolutionUnreachable when there is no such server (any more) */
  async api(serverId: string): Promise<EvolutionApi> {
    if (performance.now() - this.readAt > trustedForMs || !this.links.has(serverId)) await this.refresh();
    const link = this.links.get(serverId);
    if (link === undefined) throw new EvolutionUnreachable('net', false, new Error(`server ${serverId} is not known`));
    return link.api;
  }

  /** Takes over what changed, at once. */
  async refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Ends every connection; calls still under way fail. */
  async destroy(): Promise<void> {
    await Promise.all([...this.links.values()].map(({ transport }) => transport.destroy()));
  }

  private async read(): Promise<void> {
    try {
      const rows = await this.database.query<ServerRow>(
        `SELECT id, name, base_url AS "baseUrl", api_key AS "apiKey", from_environment AS "fromEnvironment", trust, revision FROM server`,
      );
      this.readAt = performance.now();
      for (const row of rows) this.connect(row);
      const known = new Set(rows.map(({ id }) => id));
      for (const id of this.links.keys()) if (!known.has(id)) this.disconnect(id);
    } catch (error) {
      // What is known still serves while the database is away.
      if (this.links.size === 0) throw error;
      this.logger.warn('the servers could not be read; those known are used', error);
    }
  }

  private connect(row: ServerRow): void {
    if (this.links.get(row.id)?.revision === row.revision) return;
    this.disconnect(row.id);
    try {
      const transport = new EvolutionTransport({
        ...(row.fromEnvironment ? this.fromEnvironment() : this.fromRow(row)),
        timeout: this.config.EVOLUTION_TIMEOUT_SECONDS * 1000,
        observe: (route, outcome) => this.metrics.countRequest(route, outcome),
      });
      this.links.set(row.id, { revision: row.revision, transport, api: new EvolutionApi(transport) });
    } catch (error) {
      this.logger.error('a server cannot be used', { server: row.name }, error);
    }
  }

  /** Calls under way are not cut off: they end with the connection that they began on. */
  private disconnect(serverId: string): void {
    const link = this.links.get(serverId);
    this.links.delete(serverId);
    void link?.transport.close();
  }

  private fromEnvironment(): Pick<TransportOptions, 'url' | 'apiKey' | 'trust'> {
    const { EVOLUTION_URL: url, EVOLUTION_API_KEY: apiKey } = this.config;
    return { url, apiKey, trust: readTrust(this.config) };
  }

  private fromRow(row: ServerRow): Pick<TransportOptions, 'url' | 'apiKey' | 'trust'> {
    const apiKey = this.secrets.decrypt(row.apiKey ?? '', keyPlace(row.id));
    return { url: row.baseUrl, apiKey, trust: toTlsTrust(row.trust) };
  }
}
