import { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import type { SimulatorClient } from '@bkcrm/testing';
import { administrator } from '../../chaos/world/accounts.js';

const atOnce = 8;

/** Instances of the simulator that are linked and made numbers of ours, dealt out to the departments in turn. */
export async function linkNumbers(
  gatewayUrl: string,
  simulator: SimulatorClient,
  { instances, departmentIds }: { instances: string[]; departmentIds: string[] },
): Promise<void> {
  const client = new BkcrmClient({ url: gatewayUrl });
  await eventually(() => client.login(administrator.email, administrator.password), { timeout: 60_000, every: 500 });
  const waiting = [...instances.entries()];
  const link = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, name] = next;
      await simulator.createInstance({ name, phone: `55114${40_000_000 + index}` });
      await simulator.automatic(name, { serverAckAfterMs: 100, deliverAfterMs: 400, readAfterMs: 3_000 });
      const departmentId = departmentIds[index % departmentIds.length] ?? '';
      await client.api.numbers.add({ name, instanceName: name, departmentId });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, link));
  await eventually(
    async () => {
      const { items } = (await client.api.listNumbers()).data;
      const open = items.filter(({ state }) => state === 'open').length;
      if (open < instances.length) throw new Error(`${open} of ${instances.length} numbers are open`);
    },
    { timeout: 180_000, every: 500 },
  );
}
