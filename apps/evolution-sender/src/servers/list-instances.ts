import type { InstanceDetails, InstanceResource, RequestBody } from '@bkcrm/contracts';
import { DescribeInstanceRequest, ListInstancesRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { phoneOf } from '../numbers/domain/phone-of.js';
import { refusals } from '../requests/refusals.js';
import { findServer } from './describe-server.js';
import { EvolutionServers } from './evolution-servers.js';
import { refusalOf } from './try-server.js';

/** What exists on a server. Reading changes nothing there. */
@Injectable()
export class ListInstances {
  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
  ) {}

  async execute({ actorId, serverId }: RequestBody<ListInstancesRequest>): Promise<InstanceResource[]> {
    await requireAdministrator(this.database, actorId);
    const instances = await this.reading(serverId, async () => (await this.servers.instances(serverId)).list());
    const ours = await this.database.query<{ id: string; name: string }>(
      'SELECT id, instance_name AS name FROM number WHERE server_id = $1',
      [serverId],
    );
    const byName = new Map(ours.map(({ id, name }) => [name, id]));
    return instances.map(({ name, state, ownerJid, profileName, integration }) => ({
      name,
      state,
      phone: phoneOf(ownerJid ?? null),
      profileName: profileName ?? null,
      integration: integration ?? null,
      numberId: byName.get(name) ?? null,
    }));
  }

  /** The hook and the settings as they are now; the values of the hook's headers may be somebody's secrets. */
  async describe({ actorId, serverId, instanceName }: RequestBody<DescribeInstanceRequest>): Promise<InstanceDetails> {
    await requireAdministrator(this.database, actorId);
    return this.reading(serverId, async () => {
      const [api, instances] = [await this.servers.api(serverId), await this.servers.instances(serverId)];
      const webhook = await api.findWebhook(instanceName);
      const settings = await instances.settings(instanceName);
      return {
        webhook: webhook && {
          url: webhook.url ?? null,
          enabled: webhook.enabled === true,
          events: webhook.events ?? [],
          headerNames: Object.keys(webhook.headers ?? {}),
        },
        settings: settings === undefined ? null : { ...settings },
      };
    });
  }

  private async reading<T>(serverId: string, work: () => Promise<T>): Promise<T> {
    const server = await findServer(this.database, serverId);
    if (server === undefined) throw refusals.serverNotFound();
    try {
      return await work();
    } catch (error) {
      if (error instanceof EvolutionRefused && error.status === 404) throw refusals.instanceNotFound();
      throw await refusalOf(error, server);
    }
  }
}
