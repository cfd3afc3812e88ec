import { readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { Auditor } from './stored.js';
import { withSystem } from './system.js';

const roleOf: Record<string, string> = { ticket: 'bkcrm_ticket', sender: 'bkcrm_sender', gateway: 'bkcrm_gateway' };

/** The rows `| schema (role) | writer | table, table |` of ARCHITECTURE.md. */
function documentedTables(): Map<string, string[]> {
  const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(ticket|sender|gateway)` \(`bkcrm_\w+`\)\s*\|[^|]*\|([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, schema = '', tables = '']) => [
      schema,
      tables
        .split(',')
        .map((name) => name.trim())
        .sort(),
    ]),
  );
}

describe('every table', () => {
  const system = withSystem();
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);

  it('stands in ARCHITECTURE.md under the service that writes it', async () => {
    const rows = await auditor().query<{ schema: string; name: string }>(
      `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = ANY($1) AND tablename <> 'migration' ORDER BY 1, 2`,
      [Object.keys(roleOf)],
    );
    const actual = new Map(
      Object.keys(roleOf).map((schema) => [
        schema,
        rows.filter((row) => row.schema === schema).map(({ name }) => name),
      ]),
    );
    expect(documentedTables()).toEqual(actual);
  });

  it('is written by the role of that service alone', async () => {
    const rows = await auditor().query<{ role: string; schema: string }>(
      `SELECT r.rolname AS role, t.schemaname AS schema FROM pg_tables t CROSS JOIN pg_roles r
       WHERE r.rolname = ANY($1) AND t.schemaname = ANY($2)
         AND (has_table_privilege(r.rolname, format('%I.%I', t.schemaname, t.tablename), 'INSERT, UPDATE, DELETE, TRUNCATE'))
       GROUP BY 1, 2 ORDER BY 1`,
      [Object.values(roleOf), Object.keys(roleOf)],
    );
    expect(new Set(rows.map(({ schema, role }) => `${schema} ${role}`))).toEqual(
      new Set(Object.entries(roleOf).map(([schema, role]) => `${schema} ${role}`)),
    );
  });

  it('is read by its own service, and those of the ticket service by the gateway too', async () => {
    const rows = await auditor().query<{ role: string; schema: string }>(
      `SELECT DISTINCT r.rolname AS role, t.schemaname AS schema FROM pg_tables t CROSS JOIN pg_roles r
       WHERE r.rolname = ANY($1) AND t.schemaname = ANY($2) AND has_schema_privilege(r.rolname, t.schemaname, 'USAGE')
         AND has_table_privilege(r.rolname, format('%I.%I', t.schemaname, t.tablename), 'SELECT')`,
      [Object.values(roleOf), Object.keys(roleOf)],
    );
    expect(new Set(rows.map(({ schema, role }) => `${schema} ${role}`))).toEqual(
      new Set(['ticket bkcrm_ticket', 'ticket bkcrm_gateway', 'sender bkcrm_sender', 'gateway bkcrm_gateway']),
    );
  });
});
