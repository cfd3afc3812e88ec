import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a webhook came into quarantine: once more after every replay that found its number still unknown. */
export class CountQuarantined1766110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE quarantined_event ADD count int NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE quarantined_event DROP count');
  }
}
