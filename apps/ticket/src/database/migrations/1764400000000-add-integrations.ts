import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs that act in their own name, with the permissions and departments that their API token was given. */
export class AddIntegrations1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agent ADD permissions text[], ADD everywhere boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agent DROP permissions, DROP everywhere');
  }
}
