import type { Database } from '@bkcrm/database';

/** What a webhook says of the number that it is about. */
export interface NumberNamed {
  /** The id that came with its secret. */
  numberId?: string;
  instance?: string;
}

/** The number of each: by its id, or else by the instance's name. Unknown numbers are left out. */
export async function findNumbers<T extends NumberNamed>(database: Database, named: T[]): Promise<Map<T, string>> {
  if (named.length === 0) return new Map();
  const rows = await database.query<{ id: string; instance_name: string }>(
    'SELECT id, instance_name FROM number WHERE instance_name = ANY($1) OR id::text = ANY($2)',
    [named.map(({ instance = '' }) => instance), named.map(({ numberId = '' }) => numberId)],
  );
  const ids = new Set(rows.map((row) => row.id));
  const byInstance = new Map(rows.map((row) => [row.instance_name, row.id]));
  return new Map(
    named.flatMap((one) => {
      const { numberId = '', instance = '' } = one;
      const id = ids.has(numberId) ? numberId : byInstance.get(instance);
      return id === undefined ? [] : [[one, id] as const];
    }),
  );
}
