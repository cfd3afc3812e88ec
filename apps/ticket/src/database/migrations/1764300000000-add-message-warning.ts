import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an agent should know about a message although nothing has failed. */
export class AddMessageWarning1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message ADD warning jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message DROP warning');
  }
}
