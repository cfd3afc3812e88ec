import type { Database } from './database.js';

/** What a probe shows of the database: what the last statements saw. */
export function databaseProbe(database: Database): () => { ok: boolean; details: Record<string, unknown> } {
  return () => {
    const { ok, ...details } = database.state;
    return { ok, details };
  };
}
