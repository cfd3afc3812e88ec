import { roles } from './migrate.js';

/** Statements of a migration, run as the owner of a schema: the role of backups may read all its tables, also those to come. */
export function readableByBackups(schema: string): string[] {
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${roles.backup}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${roles.backup}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT ON TABLES TO ${roles.backup}`,
  ];
}
