import { createIndexesConcurrently, dropIndexesConcurrently } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = {
  message_words: `message USING gin (message_words(text, content->'media'->>'fileName', sent_at)) WHERE deleted_at IS NULL`,
  contact_words: 'contact USING gin (contact_words(name, phone)) WHERE merged_into IS NULL',
};

/** Words as they stand in the rows: what is deleted, edited, merged or erased is so here by itself. */
export class IndexSearchWords1767100100000 implements MigrationInterface {
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return createIndexesConcurrently(runner, indexes);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropIndexesConcurrently(runner, Object.keys(indexes));
  }
}
