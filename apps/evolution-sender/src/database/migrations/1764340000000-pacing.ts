import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE send_command ADD purpose text NOT NULL DEFAULT 'reply', ADD first_contact boolean NOT NULL DEFAULT false, ADD held text`,
  `CREATE INDEX send_command_outreach ON send_command (number_id, settled_at) WHERE purpose = 'outreach'`,
  `ALTER TABLE number ADD first_linked_at timestamptz`,
  `UPDATE number SET first_linked_at = adopted_at WHERE owner_jid IS NOT NULL`,
  `ALTER TABLE number_traffic ADD next_outreach_at timestamptz`,
];

/** What nobody asked for is paced, so that numbers are not banned. */
export class Pacing1764340000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE number_traffic DROP next_outreach_at');
    await runner.query('ALTER TABLE number DROP first_linked_at');
    await runner.query('DROP INDEX send_command_outreach');
    await runner.query('ALTER TABLE send_command DROP purpose, DROP first_contact, DROP held');
  }
}
