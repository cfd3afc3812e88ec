import { createIndexesConcurrently, dropIndexesConcurrently } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = {
  send_command_late: `send_command (acknowledged_at) WHERE acknowledged_at - settled_at > interval '30 seconds'`,
};

/** What is acknowledged late is found by itself. All others, nearly every send, are never written into it. */
export class IndexLateAcknowledgements1767250000000 implements MigrationInterface {
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return createIndexesConcurrently(runner, indexes);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropIndexesConcurrently(runner, Object.keys(indexes));
  }
}
