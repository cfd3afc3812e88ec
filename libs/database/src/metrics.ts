import { Counter, Gauge, Histogram } from 'prom-client';
import type { Database } from './database.js';
import { classifyDatabaseError, sqlStateOf } from './errors.js';

export const transactionSeconds = new Histogram({
  name: 'bkcrm_database_transaction_seconds',
  help: 'Transactions from BEGIN to their end, committed or rolled-back',
  labelNames: ['outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});

const failures = new Counter({
  name: 'bkcrm_database_failures_total',
  help: 'Statements and transactions that failed, by what it means (infrastructure, transient, data) and SQLSTATE or code',
  labelNames: ['meaning', 'code'],
});

/** The pools whose state is shown: those of services, not those that tests open. */
const shown = new Set<Database>();

const connections = new Gauge({
  name: 'bkcrm_database_connections',
  help: 'Connections of the pool that are busy or idle, and callers waiting for one',
  labelNames: ['state'],
  collect: countConnections,
});

function countConnections(): void {
  let [busy, idle, waiting] = [0, 0, 0];
  for (const { pool } of shown) {
    busy += pool.busy;
    idle += pool.idle;
    waiting += pool.waiting;
  }
  connections.set({ state: 'busy' }, busy);
  connections.set({ state: 'idle' }, idle);
  connections.set({ state: 'waiting' }, waiting);
}

/** From here on `/metrics` shows the pool of this database. */
export function showConnections(database: Database): void {
  shown.add(database);
}

/** Counts what the database or the way to it is to blame for; what the work itself threw is no failure of theirs. */
export function countFailure(error: unknown): void {
  const meaning = classifyDatabaseError(error);
  const code = sqlStateOf(error);
  if (code !== undefined && (meaning !== 'data' || /^[\dA-Z]{5}$/.test(code))) failures.inc({ meaning, code });
  else if (meaning !== 'data') failures.inc({ meaning, code: 'connection' });
}
