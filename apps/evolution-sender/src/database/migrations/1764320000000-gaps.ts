import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When webhooks got lost, or may have: the back-fill looks back to there. */
export class Gaps1764320000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE number ADD gap_since timestamptz, ADD gap_until timestamptz, ADD backfill_from timestamptz',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE number DROP gap_since, DROP gap_until, DROP backfill_from');
  }
}
