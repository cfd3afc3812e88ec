import { roles } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE whatsapp_number
    ADD server_id uuid NOT NULL DEFAULT '00000000-0000-4000-8000-000000000001',
    ADD origin text NOT NULL DEFAULT 'adopted',
    ADD trouble text,
    ADD trouble_message text,
    ADD removed_at timestamptz`,
  // Two servers may have an instance of the same name, and a number that was removed may come back as another.
  `ALTER TABLE whatsapp_number DROP CONSTRAINT "UQ_355836146a05dd8ba9c30bebab7"`,
  `CREATE UNIQUE INDEX number_of_instance ON whatsapp_number (server_id, instance_name) WHERE removed_at IS NULL`,
  // The sender decides itself who may change servers and connections, by what a role is at this moment.
  `GRANT USAGE ON SCHEMA ticket TO ${roles.sender}`,
  `GRANT SELECT (id, role, active) ON agent TO ${roles.sender}`,
];

/** Numbers that are created, removed and in trouble; the sender may know who is an administrator. */
export class NumberLives1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('removed numbers would come back: restore a backup instead');
  }
}
