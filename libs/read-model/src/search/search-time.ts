import { sqlStateOf } from '@bkcrm/database';
import type { Database, Transaction } from '@bkcrm/database';

const budgetMs = 1_800;
/** A statement that is begun gets this much at least. */
const leastMs = 100;
const queryCanceled = '57014';
/** By one process of the database: more of them would be taken from everybody else. */
const limits = `SELECT set_config('statement_timeout', $1, true), set_config('max_parallel_workers_per_gather', '0', true)`;

export class SearchTooSlow extends Error {
  readonly code = 'search.too-slow';
  readonly status = 503;
  constructor() {
    super('too much was found to look through it all: add a word, or write more of it');
    this.name = 'SearchTooSlow';
  }
}

/** The time that one search may take the database, over all of its statements. */
export class SearchTime {
  private readonly begin = performance.now();

  /** @throws SearchTooSlow when the time is over in the middle of it */
  async within<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const left = Math.max(leastMs, Math.round(budgetMs - (performance.now() - this.begin)));
    try {
      return await db.transaction(async (tx) => {
        await tx.query(limits, [`${left}ms`]);
        return work(tx);
      });
    } catch (error) {
      throw sqlStateOf(error) === queryCanceled ? new SearchTooSlow() : error;
    }
  }
}
