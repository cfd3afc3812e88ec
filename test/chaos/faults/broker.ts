import { eventually } from '@bkcrm/testing';
import type { PlannedFault } from '../schedule.js';
import type { Service } from '../world/replicas.js';
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
const connectionNames: Record<Service, string> = {
  ingest: 'webhook-ingest',
  ticket: 'ticket',
  sender: 'evolution-sender',
  gateway: 'gateway',
};

export const closeConnectionsOf = (world: World, { target }: PlannedFault): Promise<void> =>
  closeConnections(world, target as Service);

/** In one call: every rabbitmqctl is a virtual machine of its own. */
async function closeConnections({ host }: World, service: Service): Promise<void> {
  const named = `{<<"connection_name">>, longstr, <<"${connectionNames[service]} ", _/binary>>} <- Properties`;
  const all = `[{pid, Pid}, {client_properties, Properties}] <- rabbit_networking:connection_info_all([pid, client_properties])`;
  const close = `length([rabbit_networking:close_connection(Pid, "a fault") || ${all}, ${named}]).`;
  // Another fault may just have taken them: they are back in a moment.
  await eventually(
    async () => {
      const closed = await host.brokerControl('eval', close);
      if (Number(closed) === 0) throw new Error(`${service} had no connections`);
    },
    { timeout: 30_000, every: 1_000 },
  );
}

export async function deleteQueue(world: World, { target }: PlannedFault): Promise<Heal> {
  const lostSince = justBefore();
  await world.host.brokerControl('delete_queue', target);
  return () => feedInAgain(world, lostSince);
}

/** rabbitmqctl cannot delete an exchange: the node is asked directly. */
export async function deleteExchange(world: World, { target }: PlannedFault): Promise<Heal> {
  const lostSince = justBefore();
  const name = `rabbit_misc:r(<<"/">>, exchange, <<"${target}">>)`;
  await world.host.brokerControl('eval', `rabbit_exchange:delete(${name}, false, <<"chaos">>).`);
  return async () => {
    // The services declare it again by themselves.
    await eventually(
      async () => {
        const bound = await world.host.brokerControl('--quiet', 'list_bindings', 'source_name');
        if (!bound.split('\n').includes(target)) throw new Error(`nothing is bound to ${target}`);
      },
      { timeout: 120_000, every: 1_000 },
    );
    await feedInAgain(world, lostSince);
  };
}

/** What waited in the broker when something was deleted may have come a while before. */
const justBefore = (): string => new Date(Date.now() - 120_000).toISOString();

/** As the runbook says. */
async function feedInAgain(world: World, since: string): Promise<void> {
  await world.replayJournal(since);
  for (const schema of ['ticket', 'sender']) {
    await world.query(`UPDATE ${schema}.outbox_message SET sent_at = NULL WHERE sent_at >= $1`, [since]);
  }
}
