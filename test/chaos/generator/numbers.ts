import type { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import type { World } from '../world/world.js';

export const instances = Array.from({ length: 20 }, (_, index) => `number-${String(index + 1).padStart(2, '0')}`);
/** What tells that the system works again comes over a number of its own. */
export const canaryInstance = 'canary';

/** Links every number, a third of them to each department and a third to none. Answers the departments' ids. */
export async function setUpNumbers(world: World, { api }: BkcrmClient): Promise<string[]> {
  const departments = [await api.addDepartment({ name: 'Sales' }), await api.addDepartment({ name: 'Support' })];
  const all = [...instances, canaryInstance];
  for (const [index, name] of all.entries()) {
    await world.simulator.createInstance({ name, phone: `55114${String(40_000_000 + index)}` });
    await world.simulator.automatic(name, { serverAckAfterMs: 100, deliverAfterMs: 400, readAfterMs: 3_000 });
    const departmentId = name === canaryInstance ? undefined : departments[index % 3]?.id;
    await api.numbers.add({ name, instanceName: name, ...(departmentId !== undefined && { departmentId }) });
  }
  await eventually(
    async () => {
      const { items } = (await api.listNumbers()).data;
      const closed = items.filter(({ state }) => state !== 'open').map(({ name }) => name);
      if (items.length < all.length || closed.length > 0) throw new Error(`not linked: ${closed.join(', ')}`);
    },
    { timeout: 120_000, every: 500 },
  );
  return departments.map(({ id }) => id);
}
