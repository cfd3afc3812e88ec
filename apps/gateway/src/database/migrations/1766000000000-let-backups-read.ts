import { readableByBackups } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A full backup holds this schema too. */
export class LetBackupsRead1766000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of readableByBackups('gateway')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('backups would be without logins from then on');
  }
}
