import { Client } from 'pg';

/**
 * Searches every row of every table of some schemas for texts, also inside binary columns.
 * @param url of whoever may read them all
 * @returns where each was found, e.g. `ticket.message: Ana Souza`; empty when nowhere
 */
export async function findInTables(url: string, schemas: string[], texts: string[]): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = ANY($1) ORDER BY 1`,
      [schemas],
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT lower(t::text) AS row FROM ${name} t`);
      for (const text of texts) {
        const needles = [text.toLowerCase(), Buffer.from(text).toString('hex')];
        if (rows.some(({ row }) => needles.some((needle) => row.includes(needle)))) found.push(`${name}: ${text}`);
      }
    }
    return found;
  } finally {
    await client.end();
  }
}
