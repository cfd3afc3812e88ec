import type { Queryable } from '@bkcrm/database';

/** Where a number is reached; undefined when it is not linked to WhatsApp at the moment. */
export async function findOpenNumber(
  database: Queryable,
  numberId: string,
): Promise<{ serverId: string; instanceName: string } | undefined> {
  const [number] = await database.query<{ serverId: string; instanceName: string }>(
    `SELECT server_id AS "serverId", instance_name AS "instanceName" FROM number WHERE id = $1 AND state = 'open'`,
    [numberId],
  );
  return number;
}
