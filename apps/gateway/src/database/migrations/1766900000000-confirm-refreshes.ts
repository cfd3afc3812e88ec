import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the answer of a session's last refresh arrived. */
export class ConfirmRefreshes1766900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session ADD COLUMN confirmed_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP COLUMN confirmed_at');
  }
}
