import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { loadServers } from './describe-server.js';
import { EvolutionServers } from './evolution-servers.js';
import { askVersion, storesMessages } from './try-server.js';

/** Learns from time to time what the servers are: they are updated without anybody telling us. */
@Injectable()
export class CheckServers {
  private readonly logger = new Logger(CheckServers.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
  ) {}

  async execute(): Promise<void> {
    const servers = await loadServers(this.database);
    await Promise.all(servers.map(({ id }) => this.check(id)));
  }

  private async check(id: string): Promise<void> {
    try {
      const instances = await this.servers.instances(id);
      const [version, stores] = [await askVersion(instances), storesMessages(await instances.list())];
      await this.database.query(
        'UPDATE server SET version = coalesce($2, version), stores_messages = coalesce($3, stores_messages) WHERE id = $1',
        [id, version ?? null, stores],
      );
    } catch (error) {
      this.logger.debug('a server could not be asked what it is', { serverId: id, error });
    }
  }
}
