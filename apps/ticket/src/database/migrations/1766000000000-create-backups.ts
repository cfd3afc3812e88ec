import { readableByBackups } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE backup (
    id uuid NOT NULL,
    kind text NOT NULL,
    day date,
    scheduled_for timestamptz,
    requested_by uuid,
    state text NOT NULL DEFAULT 'waiting',
    attempts integer NOT NULL DEFAULT '0',
    next_attempt_at timestamptz,
    name text,
    "rows" bigint,
    bytes bigint,
    sha256 text,
    media jsonb,
    error text,
    proof jsonb,
    proof_wanted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    CONSTRAINT "PK_backup" PRIMARY KEY (id)
  )`,
  `CREATE UNIQUE INDEX backup_of_day ON backup (day) WHERE day IS NOT NULL`,
  `CREATE UNIQUE INDEX backup_of_schedule ON backup (kind, scheduled_for) WHERE scheduled_for IS NOT NULL AND kind = 'full'`,
  // Messages of a day: rows lie in the order in which they came, so that this index is small and costs a send next to nothing.
  `CREATE INDEX message_received ON message USING brin (received_at)`,
  ...readableByBackups('ticket'),
];

/** What backups there are and what is to be done for them. */
export class CreateBackups1766000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_received');
    await runner.query('DROP TABLE backup');
  }
}
