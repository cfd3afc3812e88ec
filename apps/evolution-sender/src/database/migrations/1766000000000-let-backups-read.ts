import { readableByBackups } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A full backup holds this schema too; and what was ordered before one was restored is told from what was ordered since. */
export class LetBackupsRead1766000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE database_identity ADD restored_at timestamptz');
    for (const statement of readableByBackups('sender')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('backups would be without the send queue from then on');
  }
}
