export { connect } from './connect.js';
export { createDataSource, createMigrationDataSource } from './data-source.js';
export type { DatabaseOptions } from './data-source.js';
export { databaseProbe } from './database-probe.js';
export { Database, Transaction, TransactionAborted } from './database.js';
export type { Queryable } from './database.js';
export { classifyDatabaseError, isUniqueViolation } from './errors.js';
export type { DatabaseFailure } from './errors.js';
export { migrate, roles } from './migrate.js';
