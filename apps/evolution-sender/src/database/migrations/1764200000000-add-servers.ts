import type { MigrationInterface, QueryRunner } from 'typeorm';

const environmentServer = '00000000-0000-4000-8000-000000000001';

const statements = [
  `CREATE TABLE server (
    id uuid NOT NULL,
    name text NOT NULL,
    base_url text NOT NULL,
    api_key text,
    from_environment boolean NOT NULL DEFAULT false,
    trust jsonb NOT NULL DEFAULT '{"kind":"public"}',
    allowed_networks text array NOT NULL DEFAULT '{}',
    version text,
    stores_messages boolean,
    last_seen_at timestamptz,
    trouble text,
    trouble_detail text,
    trouble_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    revision integer NOT NULL DEFAULT '1',
    CONSTRAINT "UQ_e16254733ff2264f94f856316ee" UNIQUE (name),
    CONSTRAINT "PK_f8b8af38bdc23b447c0a57c7937" PRIMARY KEY (id)
  )`,
  `INSERT INTO server (id, name, base_url, from_environment) VALUES ('${environmentServer}', 'Evolution', '', true)`,
  `ALTER TABLE number
    ADD server_id uuid NOT NULL DEFAULT '${environmentServer}',
    ADD origin text NOT NULL DEFAULT 'adopted',
    ADD task text,
    ADD next_task_at timestamptz,
    ADD task_failures integer NOT NULL DEFAULT '0',
    ADD instance_token text,
    ADD bound_jid text,
    ADD trouble text,
    ADD trouble_detail text,
    ADD wants_settings boolean NOT NULL DEFAULT false,
    ADD original_settings jsonb,
    ADD original_settings_at timestamptz,
    ADD rate_per_second double precision,
    ADD burst integer`,
  // The account of a number that is linked is its account.
  `UPDATE number SET bound_jid = owner_jid`,
  `CREATE TABLE connection_change (
    id uuid NOT NULL,
    number_id uuid NOT NULL,
    state text NOT NULL,
    reason text,
    at timestamptz NOT NULL,
    CONSTRAINT "PK_fbbeb668d8289e292bebba56339" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_0dba71721dc4f0c4b0208b0170" ON connection_change (number_id, at)`,
];

/** Several Evolution servers, and all that happens to a number: made, linked, logged out, given back. */
export class AddServers1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('servers and their keys would be lost: restore a backup instead');
  }
}
