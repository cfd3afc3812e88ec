import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { loadServers } from './describe-server.js';
import { EvolutionServers } from './evolution-servers.js';
import { askVersion, storesMessages } from './try-server.js';

const hourMs = 3_600_000;

/** Learns from time to time what the servers are: they are updated without anybody telling us. */
@Injectable()
export class CheckServers {
  private readonly logger = new Logger(CheckServers.name);

  private readonly checkedAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly clock: Clock,
  ) {}

  /** Asks those that have not been asked for an hour, or have not answered yet. */
  async execute(): Promise<void> {
    const now = Number(this.clock.now());
    const servers = await loadServers(this.database);
    const due = servers.filter(({ id }) => now - (this.checkedAt.get(id) ?? -Infinity) >= hourMs);
    await Promise.all(due.map(({ id }) => this.check(id, now)));
  }

  private async check(id: string, now: number): Promise<void> {
    try {
      const instances = await this.servers.instances(id);
      const [version, stores] = [await askVersion(instances), storesMessages(await instances.list())];
      await this.database.query(
        'UPDATE server SET version = coalesce($2, version), stores_messages = coalesce($3, stores_messages) WHERE id = $1',
        [id, version ?? null, stores],
      );
      this.checkedAt.set(id, now);
    } catch (error) {
      this.logger.debug('a server could not be asked what it is', { serverId: id, error });
    }
  }
}
