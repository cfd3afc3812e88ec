import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A send waits in its queue for its turn: what it does then still belongs to the trace in which it was ordered. */
export class AddSendTrace1766800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command ADD traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_command DROP traceparent');
  }
}
