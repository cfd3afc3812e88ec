import type { SimulatedFault } from '@bkcrm/testing';
import { instances } from '../generator/numbers.js';
import { randomFrom, shuffled } from '../random.js';
import type { PlannedFault } from '../schedule.js';
import type { World } from '../world/world.js';
import type { Heal } from './fault.js';

/** How many numbers a fault of some numbers strikes. */
const some = 4;

/** A fault of the simulator, on every number. */
export const simulate =
  (fault: SimulatedFault) =>
  async ({ simulator }: World): Promise<Heal> => {
    const { id } = await simulator.fault(fault);
    return () => simulator.clear(id);
  };

/** Messages that Evolution tells nobody, as when it is restarted with webhooks in hand; then the numbers reconnect. */
export async function loseWebhooks({ simulator }: World, fault: PlannedFault): Promise<Heal> {
  const struck = someNumbers(fault);
  const set = struck.map((instance) => simulator.fault({ action: 'lose', event: 'messages.upsert', instance }));
  const ids = (await Promise.all(set)).map(({ id }) => id);
  return async () => {
    await Promise.all(ids.map((id) => simulator.clear(id)));
    await Promise.all(
      struck.map(async (instance) => {
        await simulator.close(instance, 'cut');
        await simulator.reopen(instance);
      }),
    );
  };
}

export async function closeNumbers({ simulator }: World, fault: PlannedFault): Promise<Heal> {
  const struck = someNumbers(fault);
  await Promise.all(struck.map((instance) => simulator.close(instance, 'cut')));
  return async () => {
    await Promise.all(struck.map((instance) => simulator.reopen(instance)));
  };
}

const someNumbers = ({ draw }: PlannedFault): string[] =>
  shuffled(randomFrom(draw * 2 ** 32), instances).slice(0, some);
