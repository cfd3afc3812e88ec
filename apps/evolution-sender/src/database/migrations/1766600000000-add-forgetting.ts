import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE forgetting (
    id uuid CONSTRAINT "PK_forgetting" PRIMARY KEY,
    conversation_ids uuid[] NOT NULL,
    addresses text[] NOT NULL,
    until timestamptz NOT NULL,
    ordered_at timestamptz NOT NULL,
    done_at timestamptz
  )`,
  'CREATE INDEX forgetting_under_way ON forgetting (ordered_at) WHERE done_at IS NULL',
  'CREATE TABLE forgotten_conversation (id uuid CONSTRAINT "PK_forgotten_conversation" PRIMARY KEY)',
];

/** People whom the ticket service erases, and conversations that nothing is sent in any more. */
export class AddForgetting1766600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE forgotten_conversation');
    await runner.query('DROP TABLE forgetting');
  }
}
