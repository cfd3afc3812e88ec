import { eventually } from '@bkcrm/testing';
import type { PlannedFault } from '../schedule.js';
import type { World } from '../world/world.js';
import type { Heal } from './fault.js';

export function killBroker({ host }: World): void {
  host.signal(host.broker, 'SIGKILL');
}

export async function restartBroker(world: World): Promise<void> {
  await world.restart(world.host.broker);
}

/** Sets a limit that the broker is beyond at once; the broker's own configuration has the usual one. */
const alarm =
  (beyond: readonly string[], usual: readonly string[]) =>
  async ({ host }: World): Promise<Heal> => {
    await host.brokerControl(...beyond);
    return async () => {
      // It may be on its way up because of another fault.
      await eventually(() => host.brokerControl(...usual), { timeout: 120_000, every: 1_000 });
    };
  };

export const memoryAlarm = alarm(
  ['set_vm_memory_high_watermark', '0.00001'],
  ['set_vm_memory_high_watermark', 'absolute', '1GB'],
);

export const diskAlarm = alarm(['set_disk_free_limit', '1000000GB'], ['set_disk_free_limit', '256MB']);

/** How the connections of a service are called at the broker. */
const connectionNames: Record<string, string> = {
  ingest: 'webhook-ingest',
  ticket: 'ticket',
  sender: 'evolution-sender',
  gateway: 'gateway',
};

export async function closeConnections({ host }: World, { target }: PlannedFault): Promise<void> {
  const list = await host.brokerControl(
    '--quiet',
    'list_connections',
    '--no-table-headers',
    'pid',
    'client_properties',
  );
  const own = list.split('\n').filter((line) => line.includes(`"${connectionNames[target]} `));
  // One that has gone meanwhile needs no closing.
  const closed = own.map((line) => host.brokerControl('close_connection', line.split('\t')[0] ?? '', 'a fault'));
  await Promise.allSettled(closed);
}

export async function deleteQueue({ host }: World, { target }: PlannedFault): Promise<void> {
  await host.brokerControl('delete_queue', target);
}

/** rabbitmqctl cannot delete an exchange: the node is asked directly. */
export async function deleteExchange({ host }: World, { target }: PlannedFault): Promise<void> {
  const name = `rabbit_misc:r(<<"/">>, exchange, <<"${target}">>)`;
  await host.brokerControl('eval', `rabbit_exchange:delete(${name}, false, <<"chaos">>).`);
}
