import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

export interface PoolState {
  busy: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
}

/** Nothing of either while it is not connected. */
export function poolState({ isInitialized, driver }: DataSource): PoolState {
  const pool = isInitialized ? (driver as unknown as { master?: Pool }).master : undefined;
  if (pool === undefined) return { busy: 0, idle: 0, waiting: 0 };
  return { busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
