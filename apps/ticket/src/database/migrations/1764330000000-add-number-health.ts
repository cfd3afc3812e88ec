import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a number does by its traffic. */
export class AddNumberHealth1764330000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE whatsapp_number ADD health jsonb, ADD health_at timestamptz');
    await runner.query(`CREATE INDEX message_recovered ON message (number_id, received_at) WHERE origin = 'backfill'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_recovered');
    await runner.query('ALTER TABLE whatsapp_number DROP health, DROP health_at');
  }
}
