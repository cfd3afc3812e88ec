import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Authenticator apps, for those who want them. */
export class CreateSecondFactor1764420000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE second_factor (
      agent_id uuid NOT NULL,
      seed text NOT NULL,
      confirmed_at timestamptz,
      used_step bigint,
      recovery_codes text[] NOT NULL DEFAULT '{}',
      CONSTRAINT "PK_second_factor" PRIMARY KEY (agent_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE second_factor');
  }
}
