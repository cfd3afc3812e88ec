import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has said that they are away. */
export class CreateChosenAway1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE chosen_away (
      agent_id uuid CONSTRAINT "PK_chosen_away" PRIMARY KEY,
      since timestamptz NOT NULL DEFAULT now())`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE chosen_away');
  }
}
