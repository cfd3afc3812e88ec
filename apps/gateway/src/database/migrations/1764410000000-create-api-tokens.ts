import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How programs prove who they are. */
export class CreateApiTokens1764410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE api_token (
      id uuid NOT NULL,
      fingerprint text NOT NULL,
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      CONSTRAINT "PK_api_token" PRIMARY KEY (id),
      CONSTRAINT api_token_fingerprint UNIQUE (fingerprint)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_token');
  }
}
