import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a file is not here; and files that are on their way are told from those that nobody has asked for. */
export class AddAttachmentFailure1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE attachment ADD failure jsonb`);
    await runner.query(
      `UPDATE attachment f SET state = 'fetching' FROM message m
       WHERE m.id = f.message_id AND f.state = 'remote' AND f.source IS NOT NULL AND m.origin <> 'history'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE attachment SET state = 'remote' WHERE state = 'fetching'`);
    await runner.query('ALTER TABLE attachment DROP failure');
  }
}
