import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { loadServers } from './describe-server.js';
import type { StoredServer } from './describe-server.js';
import { lookAtCertificate } from './look-at-certificate.js';
import { addressRuleOf } from './try-server.js';

const hourMs = 3_600_000;

/** Knows until when the certificates of the servers are good. Shakes hands with each once an hour; nothing is sent. */
@Injectable()
export class WatchCertificates {
  private readonly logger = new Logger(WatchCertificates.name);
  private readonly known = new Map<string, { server: string; expiresAt: string; lookedAt: number }>();

  constructor(
    private readonly database: Database,
    private readonly config: SenderConfig,
    @Inject(SenderMetrics) private readonly metrics: Pick<SenderMetrics, 'showCertificates'>,
    private readonly clock: Clock,
  ) {}

  /** Of the servers that have been seen, by their names. */
  get expiries(): { server: string; expiresAt: string }[] {
    return [...this.known.values()].map(({ server, expiresAt }) => ({ server, expiresAt }));
  }

  async execute(): Promise<void> {
    const now = Number(this.clock.now());
    const servers = (await loadServers(this.database)).filter((server) => this.urlOf(server).protocol === 'https:');
    const ids = new Set(servers.map(({ id }) => id));
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
    const due = servers.filter(({ id }) => now - (this.known.get(id)?.lookedAt ?? -Infinity) >= hourMs);
    await Promise.all(due.map((server) => this.look(server, now)));
    this.metrics.showCertificates(this.expiries);
  }

  private async look(server: StoredServer, lookedAt: number): Promise<void> {
    try {
      const rule = server.fromEnvironment ? undefined : addressRuleOf(server);
      const { validTo } = await lookAtCertificate(this.urlOf(server), rule);
      this.known.set(server.id, { server: server.name, expiresAt: validTo, lookedAt });
    } catch (error) {
      this.logger.debug('the certificate of a server could not be looked at', { serverId: server.id, error });
    }
  }

  private urlOf({ fromEnvironment, baseUrl }: StoredServer): URL {
    return new URL(fromEnvironment ? this.config.EVOLUTION_URL : baseUrl);
  }
}
