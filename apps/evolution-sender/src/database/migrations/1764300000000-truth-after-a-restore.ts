import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE database_identity (
    "only" boolean NOT NULL DEFAULT true,
    identity uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT "PK_c28aee9938ffe434f92d17f73d2" PRIMARY KEY ("only")
  )`,
  `INSERT INTO database_identity DEFAULT VALUES`,
  // Which database this is: a restored copy or a promoted standby has another epoch by itself.
  `CREATE FUNCTION database_epoch() RETURNS text LANGUAGE sql STABLE AS $$
     SELECT md5(i.identity::text || s.system_identifier::text || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))
     FROM sender.database_identity i, pg_control_system() s
   $$`,
  `ALTER TABLE number_lease ADD epoch text`,
  `UPDATE number_lease SET epoch = database_epoch()`,
  `CREATE TABLE unclaimed_status (
    number_id uuid NOT NULL,
    whatsapp_id text NOT NULL,
    remote_jid text,
    is_foreign boolean NOT NULL DEFAULT false,
    received_at timestamptz NOT NULL,
    CONSTRAINT "PK_32b1c9c82dd370f504582560122" PRIMARY KEY (number_id, whatsapp_id)
  )`,
  `CREATE INDEX "IDX_32f1c6857934cdef99b0ec59f2" ON unclaimed_status (received_at)`,
  `CREATE TABLE number_traffic (
    number_id uuid NOT NULL,
    last_webhook_at timestamptz,
    CONSTRAINT "PK_9cbb488d6bb6df826b3a379d692" PRIMARY KEY (number_id)
  )`,
];

/** What may have been sent since a backup was made is looked for; statuses help to find it. */
export class TruthAfterARestore1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('what is known about undecided sends would be lost: restore a backup instead');
  }
}
