import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wanted files wait here, not in the broker: a file may be tried for days. */
export class AddFileOrders1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE file_order (
        attachment_id uuid NOT NULL,
        number_id uuid NOT NULL,
        message jsonb NOT NULL,
        media_url text,
        declared_type text,
        ordered_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT '0',
        next_attempt_at timestamptz NOT NULL,
        PRIMARY KEY (attachment_id)
      )`,
    );
    await runner.query(`CREATE INDEX "IDX_f276dc7d9e57609537311a9801" ON file_order (next_attempt_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE file_order');
  }
}
