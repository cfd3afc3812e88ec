import { readableByBackups } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE erasure (
    id uuid CONSTRAINT "PK_erasure" PRIMARY KEY,
    contact_id uuid NOT NULL,
    before timestamptz,
    reason text NOT NULL,
    requested_by uuid,
    state text NOT NULL DEFAULT 'waiting',
    traces jsonb,
    begun_at timestamptz,
    sender_done_at timestamptz,
    messages integer NOT NULL DEFAULT '0',
    tickets integer NOT NULL DEFAULT '0',
    files integer NOT NULL DEFAULT '0',
    letters integer NOT NULL DEFAULT '0',
    error text,
    next_attempt_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
  )`,
  `CREATE INDEX erasure_under_way ON erasure (created_at) WHERE state <> 'done'`,
  `CREATE INDEX erasure_of_contact ON erasure (contact_id, created_at)`,
  `CREATE TABLE erased_message (hash text CONSTRAINT "PK_erased_message" PRIMARY KEY, erasure_id uuid NOT NULL)`,
  `CREATE INDEX erased_message_erasure ON erased_message (erasure_id)`,
  `CREATE TABLE unwanted_file (object text CONSTRAINT "PK_unwanted_file" PRIMARY KEY, erasure_id uuid)`,
  `CREATE INDEX unwanted_file_erasure ON unwanted_file (erasure_id)`,
  `ALTER TABLE ledger_entry ADD erased integer NOT NULL DEFAULT '0', ADD orders_erased integer NOT NULL DEFAULT '0'`,
  ...readableByBackups('ticket'),
];

/** What is erased, how far it is, and what must not come back. */
export class AddErasures1766600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledger_entry DROP orders_erased, DROP erased');
    for (const table of ['unwanted_file', 'erased_message', 'erasure']) await runner.query(`DROP TABLE ${table}`);
  }
}
