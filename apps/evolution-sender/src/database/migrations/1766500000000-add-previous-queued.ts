import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a predecessor that is not here has not arrived yet, or was forgotten long ago. */
export class AddPreviousQueued1766500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command ADD previous_queued_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command DROP previous_queued_at');
  }
}
