import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What administrators are told of. */
export class CreateNotices1766200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE notice (
      id uuid CONSTRAINT "PK_notice" PRIMARY KEY,
      kind text NOT NULL,
      subject text NOT NULL,
      text text NOT NULL,
      begun_at timestamptz NOT NULL,
      over_at timestamptz,
      told_at timestamptz,
      over_told_at timestamptz,
      claimed_until timestamptz)`);
    await runner.query(`CREATE UNIQUE INDEX notice_open ON notice (kind, subject) WHERE over_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notice');
  }
}
