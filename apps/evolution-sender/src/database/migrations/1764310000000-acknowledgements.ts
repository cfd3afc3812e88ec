import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE send_command
    ADD acknowledged_at timestamptz,
    ADD ack_checks integer NOT NULL DEFAULT '0',
    ADD next_ack_check_at timestamptz`,
  `CREATE INDEX send_command_unacknowledged ON send_command (number_id, next_ack_check_at) WHERE next_ack_check_at IS NOT NULL`,
];

/** A message that was accepted is watched until WhatsApp says that it has it. */
export class Acknowledgements1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX send_command_unacknowledged');
    await runner.query('ALTER TABLE send_command DROP acknowledged_at, DROP ack_checks, DROP next_ack_check_at');
  }
}
