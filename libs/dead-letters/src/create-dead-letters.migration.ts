import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For every schema of a service with durable queues: where its dead letters are kept. */
export class CreateDeadLetters1766100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE dead_letter (
      id uuid CONSTRAINT "PK_dead_letter" PRIMARY KEY,
      queue text NOT NULL,
      message_id text NOT NULL,
      type text NOT NULL,
      exchange text NOT NULL,
      routing_key text NOT NULL,
      headers jsonb NOT NULL,
      body bytea NOT NULL,
      reason text NOT NULL,
      stack_hash text,
      attempts int NOT NULL,
      count int NOT NULL,
      first_failed_at text,
      arrived_at timestamptz NOT NULL DEFAULT now()
    )`);
    await runner.query('CREATE INDEX dead_letter_arrived ON dead_letter (arrived_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dead_letter');
  }
}
