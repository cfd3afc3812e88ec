import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE send_command ADD COLUMN content jsonb, ADD COLUMN remote_jid text, ADD COLUMN repeatable boolean NOT NULL DEFAULT false`,
  `UPDATE send_command SET content = jsonb_build_object('kind', 'text', 'text', text)`,
  `ALTER TABLE send_command ALTER COLUMN content SET NOT NULL, DROP COLUMN text`,
  `ALTER TABLE unclaimed_echo ADD COLUMN content jsonb`,
  `UPDATE unclaimed_echo SET content = jsonb_build_object('kind', 'text', 'text', text) WHERE text IS NOT NULL`,
  `ALTER TABLE unclaimed_echo DROP COLUMN text`,
];

/** Commands carry more than text: files, places, contact cards, and acts on messages that exist. */
export class KindsOfContent1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('what is not text cannot be kept without its content');
  }
}
