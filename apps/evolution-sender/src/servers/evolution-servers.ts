import { Database } from '@bkcrm/database';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { EvolutionInstances } from '../evolution-api/evolution-instances.js';
import { EvolutionTransport } from '../evolution-api/evolution-transport.js';
import type { TransportOptions } from '../evolution-api/evolution-transport.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { readTrust } from '../evolution-api/read-trust.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { keyPlace } from './describe-server.js';
import { isInsecure, limitsOf } from './domain/server-limits.js';
import { toTlsTrust, trustOfEnvironment } from './domain/server-trust.js';
import type { ServerTrust } from './domain/server-trust.js';
import { ServerHealth } from './server-health.js';
import { addressRuleOf } from './try-server.js';

interface ServerRow {
  id: string;
  name: string;
  baseUrl: string;
  apiKey: string | null;
  fromEnvironment: boolean;
  trust: ServerTrust;
  allowedNetworks: string[];
  revision: number;
}

interface Link {
  revision: number;
  name: string;
  isInsecure: boolean;
  transport: EvolutionTransport;
  api: EvolutionApi;
  instances: EvolutionInstances;
}

/** For so long a change made by another replica may go unnoticed. Milliseconds. */
const trustedForMs = 5_000;

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
    private readonly health: ServerHealth,
  ) {}

  /** @throws EvolutionUnreachable when there is no such server (any more) */
  async api(serverId: string): Promise<EvolutionApi> {
    return (await this.link(serverId)).api;
  }

  /** The same server, for what concerns instances. @throws EvolutionUnreachable */
  async instances(serverId: string): Promise<EvolutionInstances> {
    return (await this.link(serverId)).instances;
  }

  /** Whether whoever is between us and a server may read and change what is said. */
  async isInsecure(serverId: string): Promise<boolean> {
    return (await this.link(serverId)).isInsecure;
  }

  /** Names of servers whose certificate is not checked, or that are not encrypted at all. */
  get insecure(): string[] {
    return [...this.links.values()].filter((link) => link.isInsecure).map(({ name }) => name);
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

  private async link(serverId: string): Promise<Link> {
    if (performance.now() - this.readAt > trustedForMs || !this.links.has(serverId)) await this.refresh();
    const link = this.links.get(serverId);
    if (link === undefined) throw new EvolutionUnreachable('net', false, new Error(`server ${serverId} is not known`));
    return link;
  }

  private async read(): Promise<void> {
    try {
      const rows = await this.database.query<ServerRow>(
        `SELECT id, name, base_url AS "baseUrl", api_key AS "apiKey", from_environment AS "fromEnvironment", trust,
           allowed_networks AS "allowedNetworks", revision FROM server`,
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
        observe: (call, outcome, error) => {
          this.metrics.countRequest(call.route, outcome);
          // An instance's own key says nothing about the server's.
          if (call.apiKey === undefined) this.health.observe(row.id, outcome, error);
        },
      });
      const [api, instances] = [new EvolutionApi(transport), new EvolutionInstances(transport)];
      this.links.set(row.id, { ...this.judge(row), transport, api, instances });
    } catch (error) {
      this.logger.error('a server cannot be used', { server: row.name }, error);
    }
  }

  private judge({ name, revision, fromEnvironment, ...row }: ServerRow): Omit<Link, 'transport' | 'api' | 'instances'> {
    const trust = fromEnvironment ? trustOfEnvironment(this.config) : row.trust;
    const baseUrl = fromEnvironment ? this.config.EVOLUTION_URL : row.baseUrl;
    const insecure = isInsecure(limitsOf({ baseUrl, trust, version: null, storesMessages: null }));
    if (trust.kind === 'insecure')
      this.logger.warn('the certificate of a server is not checked: whoever is in between can read and send messages', {
        server: name,
      });
    return { name, revision, isInsecure: insecure };
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

  private fromRow(row: ServerRow): Pick<TransportOptions, 'url' | 'apiKey' | 'trust' | 'addresses'> {
    const apiKey = this.secrets.decrypt(row.apiKey ?? '', keyPlace(row.id));
    return { url: row.baseUrl, apiKey, trust: toTlsTrust(row.trust), addresses: addressRuleOf(row) };
  }
}
