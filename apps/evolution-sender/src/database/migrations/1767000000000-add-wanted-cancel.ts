import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A cancellation that comes while a send is being tried holds if that comes to nothing. */
export class AddWantedCancel1767000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command ADD cancel_wanted boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command DROP cancel_wanted');
  }
}
