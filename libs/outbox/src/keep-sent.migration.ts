import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For every schema with an outbox: what was sent stays for a day, so that it can be sent again should the broker lose it. */
export class KeepSent1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox_message ADD sent_at timestamptz');
    await runner.query('DROP INDEX outbox_pending');
    await runner.query(
      'CREATE INDEX outbox_pending ON outbox_message (id) WHERE sent_at IS NULL AND parked_at IS NULL',
    );
    await runner.query('CREATE INDEX outbox_sent ON outbox_message (sent_at) WHERE sent_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM outbox_message WHERE sent_at IS NOT NULL');
    await runner.query('DROP INDEX outbox_sent');
    await runner.query('DROP INDEX outbox_pending');
    await runner.query('CREATE INDEX outbox_pending ON outbox_message (id) WHERE parked_at IS NULL');
    await runner.query('ALTER TABLE outbox_message DROP sent_at');
  }
}
