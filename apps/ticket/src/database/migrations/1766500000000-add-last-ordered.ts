import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that a command can say how long ago the one before it was ordered. */
export class AddLastOrdered1766500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE conversation ADD last_ordered_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE conversation DROP last_ordered_at');
  }
}
