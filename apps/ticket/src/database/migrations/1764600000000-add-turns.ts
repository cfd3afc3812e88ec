import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The order in which things were said, so that a reply can tell what its author had seen. What was said before has no turn. */
export class AddTurns1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE conversation ADD last_turn integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE message ADD turn integer');
    await runner.query('CREATE INDEX message_turn ON message (conversation_id, turn) WHERE turn IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_turn');
    await runner.query('ALTER TABLE message DROP turn');
    await runner.query('ALTER TABLE conversation DROP last_turn');
  }
}
