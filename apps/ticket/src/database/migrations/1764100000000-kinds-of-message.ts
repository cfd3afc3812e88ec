import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `ALTER TABLE message ADD COLUMN scheduled_for timestamptz, ADD COLUMN resend_of uuid`,
  `CREATE INDEX message_due ON message (scheduled_for) WHERE status = 'scheduled'`,
  `ALTER TABLE attachment ALTER COLUMN message_id DROP NOT NULL, ADD COLUMN uploader_id uuid, ADD COLUMN uploaded_at timestamptz`,
  `CREATE INDEX attachment_unsent ON attachment (uploaded_at) WHERE message_id IS NULL`,
  `CREATE INDEX "IDX_4540ec66b267c28fd23ff6bedf" ON attachment (object)`,
  `ALTER TABLE conversation ADD COLUMN read_up_to timestamptz`,
  `CREATE TABLE act (
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    kind text NOT NULL,
    text text,
    author_id uuid NOT NULL,
    position integer NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    failure jsonb,
    send_revision integer NOT NULL DEFAULT '0',
    created_at timestamptz NOT NULL,
    CONSTRAINT "PK_84c5378dc7f3b8355b6e8c3ccb0" PRIMARY KEY (id)
  )`,
  `CREATE INDEX act_of_message ON act (message_id, position)`,
];

/** Messages of every kind, scheduled ones, uploads, and acts on messages that exist. */
export class KindsOfMessage1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('uploads and acts would be lost');
  }
}
