/** What a failed statement means for whoever was doing the work. */
export type DatabaseFailure = 'infrastructure' | 'transient' | 'data';

/** Connection, shutdown, resources, read-only after a fail-over, and cancelled by a limit: the work is fine, the database is not. */
const infrastructure = /^(08|53|57|58|25006|3D000|28)/;
/** Serialization failure, deadlock, lock not available, transaction killed while idle: the same work succeeds a moment later. */
const transient = /^(40001|40P01|55P03|25P03|57014)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Classes an error by SQLSTATE or, without one, by Node's network codes and pg's own messages for lost connections. */
export function classifyDatabaseError(error: unknown): DatabaseFailure {
  const code = sqlStateOf(error);
  if (code !== undefined) {
    if (transient.test(code) || isStalePlan(error)) return 'transient';
    if (infrastructure.test(code) || networkCodes.has(code)) return 'infrastructure';
  }
  return error instanceof Error &&
    /query read timeout|connection (terminated|ended|error)|timeout exceeded when trying to connect|not queryable|driver not connected|pool (after calling end|has ended)/i.test(
      error.message,
    )
    ? 'infrastructure'
    : 'data';
}

/** SQLSTATE or, of what never reached the server, Node's network code. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('driverError' in error) return sqlStateOf(error.driverError);
  if (error instanceof AggregateError) return sqlStateOf(error.errors[0]);
  return undefined;
}

/** The service's role is made by the first migration: this database has seen none. */
export function isRoleMissing(error: unknown): boolean {
  return error instanceof Error && /^role "\w+" does not exist$/.test(error.message);
}

/** Somebody else had a lock for longer than is waited for one. */
export const isLockTimeout = (error: unknown): boolean => sqlStateOf(error) === '55P03';

/** Nothing came back for a statement: its connection leads nowhere. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** A migration changed what a prepared statement returns: another connection prepares it anew. */
export function isStalePlan(error: unknown): boolean {
  return sqlStateOf(error) === '0A000' && /cached plan must not change result type/.test((error as Error).message);
}

/** True for a broken unique constraint; with a name, only for that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  return (
    constraint === undefined ||
    (typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === constraint)
  );
}
