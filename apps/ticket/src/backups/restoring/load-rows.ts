import type { ArchiveRow, TableManifest } from '@bkcrm/backup';
import type { Transaction } from '@bkcrm/database';

/** A batch is sent when it has so many rows or characters. */
const mostRows = 500;
const mostCharacters = 1_000_000;

/** Inserts the rows of an archive, table by table, in batches. */
export async function loadRows(
  tx: Transaction,
  tables: readonly TableManifest[],
  rows: AsyncIterable<ArchiveRow>,
): Promise<void> {
  const columnsOf = new Map(tables.map(({ name, columns }) => [name, columns]));
  let batch: string[] = [];
  let [table, characters] = ['', 0];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insert(tx, { table, columns: columnsOf.get(table) ?? [] }, batch);
    [batch, characters] = [[], 0];
  };
  for await (const row of rows) {
    if (row.table !== table || batch.length >= mostRows || characters >= mostCharacters) await flush();
    table = row.table;
    batch.push(row.row);
    characters += row.row.length;
  }
  await flush();
}

/** PostgreSQL reads what it has written itself: nothing is converted on the way. */
async function insert(
  tx: Transaction,
  { table, columns }: { table: string; columns: string[] },
  rows: string[],
): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(', ');
  await tx.query(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    [`[${rows.join(',')}]`],
  );
}

/** Numbers that the database gives out go on behind the highest that is there. */
export async function advanceSequences(tx: Transaction, tables: readonly TableManifest[]): Promise<void> {
  for (const { name, columns } of tables) {
    const sequences = await tx.query<{ column: string; sequence: string }>(
      `SELECT c AS column, pg_get_serial_sequence($1, c) AS sequence FROM unnest($2::text[]) c WHERE pg_get_serial_sequence($1, c) IS NOT NULL`,
      [name, columns],
    );
    for (const { column, sequence } of sequences)
      await tx.query(`SELECT setval($1::regclass, coalesce(max("${column}"), 0) + 1, false) FROM ${name}`, [sequence]);
  }
}
