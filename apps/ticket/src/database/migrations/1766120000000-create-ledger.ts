import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger begins with what the last weeks' rows say. */
export class CreateLedger1766120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ledger_entry (
      id uuid CONSTRAINT "PK_ledger_entry" PRIMARY KEY,
      number_id uuid NOT NULL,
      hour timestamptz NOT NULL,
      received int NOT NULL DEFAULT 0,
      stored int NOT NULL DEFAULT 0,
      duplicates int NOT NULL DEFAULT 0,
      held int NOT NULL DEFAULT 0,
      replaced int NOT NULL DEFAULT 0,
      ordered int NOT NULL DEFAULT 0
    )`);
    await runner.query('CREATE INDEX ledger_entry_hour ON ledger_entry (hour, number_id)');
    await runner.query(`INSERT INTO ledger_entry (id, number_id, hour, received, stored, ordered)
      SELECT gen_random_uuid(), number_id, date_trunc('hour', received_at, 'UTC'), count(*) FILTER (WHERE origin <> 'agent'),
        count(*) FILTER (WHERE origin <> 'agent'), count(*) FILTER (WHERE origin = 'agent' AND position IS NOT NULL)
      FROM message WHERE received_at >= now() - interval '35 days' GROUP BY 2, 3`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_entry');
  }
}
