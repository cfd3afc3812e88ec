import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE session (
    id uuid NOT NULL,
    agent_id uuid NOT NULL,
    fingerprint text NOT NULL,
    previous_fingerprint text,
    rotated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    address text,
    user_agent text,
    CONSTRAINT "PK_session" PRIMARY KEY (id)
  )`,
  `CREATE INDEX session_agent ON session (agent_id)`,
  `CREATE TABLE password_reset (
    agent_id uuid NOT NULL,
    fingerprint text NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT "PK_password_reset" PRIMARY KEY (agent_id)
  )`,
  `CREATE TABLE audit_entry (
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    act text NOT NULL,
    actor_id uuid,
    subject_id uuid,
    address text,
    user_agent text,
    details jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT "PK_audit_entry" PRIMARY KEY (id)
  )`,
  `CREATE INDEX audit_actor ON audit_entry (actor_id, id)`,
  // What happened stays as it was written, also for whoever gets hold of the gateway's own rights.
  `REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM bkcrm_gateway`,
];

/** Logins that last and can be ended, links for a new password, and the log of what matters for security. */
export class CreateSessions1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['session', 'password_reset', 'audit_entry']) await runner.query(`DROP TABLE ${table}`);
  }
}
