import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices can be told in any language, and administrators see them in the console. */
export class WordNotices1766700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE notice ADD COLUMN data jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`CREATE TABLE notice_seen (
      agent_id uuid CONSTRAINT "PK_notice_seen" PRIMARY KEY,
      seen_at timestamptz NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notice_seen');
    await runner.query('ALTER TABLE notice DROP COLUMN data');
  }
}
