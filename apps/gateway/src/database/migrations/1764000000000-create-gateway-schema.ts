import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the gateway keeps itself: how agents prove who they are. */
export class CreateGatewaySchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE password (
      agent_id uuid NOT NULL,
      hash text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT "PK_password" PRIMARY KEY (agent_id)
    )`);
  }

  async down(): Promise<void> {
    throw new Error('the first migration cannot be undone: drop the schema');
  }
}
