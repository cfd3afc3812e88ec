import { headers } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';

/** The number of each webhook: by the id that came with its secret, or else by the instance's name. Unknown numbers are left out. */
export async function findNumbers(database: Database, deliveries: Delivery[]): Promise<Map<Delivery, string>> {
  const named = deliveries.map((delivery) => ({
    delivery,
    numberId: String(delivery.headers[headers.numberId] ?? ''),
    instance: String(delivery.headers[headers.instance] ?? ''),
  }));
  const rows = await database.query<{ id: string; instance_name: string }>(
    'SELECT id, instance_name FROM number WHERE instance_name = ANY($1) OR id::text = ANY($2)',
    [named.map(({ instance }) => instance), named.map(({ numberId }) => numberId)],
  );
  const ids = new Set(rows.map((row) => row.id));
  const byInstance = new Map(rows.map((row) => [row.instance_name, row.id]));
  return new Map(
    named.flatMap(({ delivery, numberId, instance }) => {
      const id = ids.has(numberId) ? numberId : byInstance.get(instance);
      return id === undefined ? [] : [[delivery, id] as const];
    }),
  );
}
