import type { ArchiveRow } from '@bkcrm/backup';
import type { Database, Transaction } from '@bkcrm/database';
import type { Contents } from './contents.js';
import { selectRows } from './select-rows.js';

/** Rows fetched at once; a row is a message, not a file. */
const pageSize = 500;

/** What stands still while a backup reads: every table as of one moment, however long it takes. */
export class Snapshot {
  private constructor(
    private readonly tx: Transaction,
    private readonly signal: AbortSignal,
  ) {}

  /** @param database of the role that may read everything and write nothing */
  static take<T>(database: Database, signal: AbortSignal, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return database.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await tx.query(`SET LOCAL TimeZone TO 'UTC'`);
      return work(new Snapshot(tx, signal));
    });
  }

  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.tx.query<Row>(sql, parameters);
  }

  /** Rows of one table after the other, in the order of their keys. */
  async *rows(contents: readonly Contents[]): AsyncGenerator<ArchiveRow> {
    for (const { table, columns, key, where } of contents) {
      await this.tx.query(`DECLARE backup_rows NO SCROLL CURSOR FOR ${selectRows({ table, columns, key, where })}`);
      for (;;) {
        this.signal.throwIfAborted();
        const page = await this.tx.query<{ row: string }>(`FETCH ${pageSize} FROM backup_rows`);
        for (const { row } of page) yield { table, row };
        if (page.length < pageSize) break;
      }
      await this.tx.query('CLOSE backup_rows');
    }
  }
}
