import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE login_failure (
    fingerprint text NOT NULL,
    count integer NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT "PK_login_failure" PRIMARY KEY (fingerprint)
  )`,
  // Entries that have had their time are removed by this function alone, in the name of whoever migrates: the gateway's
  // role may still delete none, and what is younger than 30 days nobody can remove through it.
  `GRANT SELECT, DELETE ON audit_entry TO SESSION_USER`,
  `RESET ROLE`,
  `CREATE FUNCTION gateway.purge_audit(before timestamptz, most integer) RETURNS integer
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
     WITH purged AS (
       DELETE FROM gateway.audit_entry WHERE id IN (
         SELECT id FROM gateway.audit_entry WHERE at < least(before, now() - interval '30 days') ORDER BY id LIMIT most
       ) RETURNING 1
     ) SELECT count(*)::integer FROM purged
   $$`,
  `REVOKE ALL ON FUNCTION gateway.purge_audit(timestamptz, integer) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION gateway.purge_audit(timestamptz, integer) TO bkcrm_gateway`,
  `SET ROLE bkcrm_gateway`,
];

/** Failed logins, counted by all replicas together, and the end of what the audit log has kept long enough. */
export class AddRetention1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('RESET ROLE');
    await runner.query('DROP FUNCTION gateway.purge_audit(timestamptz, integer)');
    await runner.query('SET ROLE bkcrm_gateway');
    await runner.query('REVOKE SELECT, DELETE ON audit_entry FROM SESSION_USER');
    await runner.query('DROP TABLE login_failure');
  }
}
