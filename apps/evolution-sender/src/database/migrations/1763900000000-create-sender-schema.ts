import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE outbox_message (
    id uuid NOT NULL,
    exchange text NOT NULL,
    routing_key text NOT NULL,
    type text NOT NULL,
    body jsonb NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    returns integer NOT NULL DEFAULT '0',
    parked_at timestamptz,
    CONSTRAINT "PK_2f36ee5236f2793f3e7bd554589" PRIMARY KEY (id)
  )`,
  `CREATE INDEX outbox_pending ON outbox_message (id) WHERE parked_at IS NULL`,
  `CREATE TABLE number (
    id uuid NOT NULL,
    instance_name text NOT NULL,
    adopted_at timestamptz NOT NULL DEFAULT now(),
    previous_webhook jsonb,
    webhook_set_at timestamptz,
    state text NOT NULL DEFAULT 'unknown',
    state_at timestamptz,
    owner_jid text,
    profile_name text,
    bucket_level double precision,
    bucket_at timestamptz,
    paused_until timestamptz,
    pause_reason text,
    CONSTRAINT "PK_84bfc3ddc62ca07e06cb7cc0d9d" PRIMARY KEY (id)
  )`,
  `CREATE TABLE number_lease (
    number_id uuid NOT NULL,
    holder uuid NOT NULL,
    token uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT "PK_d3e435ccc4e0d4b249231fac6ca" PRIMARY KEY (number_id)
  )`,
  `CREATE TABLE replica (
    id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT "PK_f319ce5a90abd2823a9cdd08c24" PRIMARY KEY (id)
  )`,
  `CREATE TABLE send_command (
    id uuid NOT NULL,
    number_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    position integer NOT NULL,
    recipient text NOT NULL,
    text text NOT NULL,
    quoted jsonb,
    state text NOT NULL DEFAULT 'queued',
    revision integer NOT NULL DEFAULT '0',
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    queued_at timestamptz NOT NULL,
    whatsapp_id text,
    failure jsonb,
    looks integer NOT NULL DEFAULT '0',
    CONSTRAINT "PK_3f1d258e7fdb2ba9574bfde5d00" PRIMARY KEY (id)
  )`,
  `CREATE INDEX send_command_unsettled ON send_command (number_id, conversation_id, position) WHERE state IN ('queued', 'sending', 'unknown')`,
  `CREATE UNIQUE INDEX send_command_whatsapp_id ON send_command (number_id, whatsapp_id) WHERE whatsapp_id IS NOT NULL`,
  `CREATE TABLE send_attempt (
    id uuid NOT NULL,
    command_id uuid NOT NULL,
    ordinal integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    outcome text,
    detail text,
    CONSTRAINT "PK_8b3a844f9e0ae70d24e0b5de1b2" PRIMARY KEY (id)
  )`,
  `CREATE UNIQUE INDEX send_attempt_ordinal ON send_attempt (command_id, ordinal)`,
  `CREATE TABLE seen_echo (
    number_id uuid NOT NULL,
    whatsapp_id text NOT NULL,
    remote_jid text NOT NULL,
    text text,
    at timestamptz NOT NULL DEFAULT now(),
    claimed_by uuid,
    CONSTRAINT "PK_2d9acd7e4589863d6d722037c92" PRIMARY KEY (number_id, whatsapp_id)
  )`,
  `CREATE INDEX seen_echo_at ON seen_echo (at)`,
];

/** Everything the sender keeps. */
export class CreateSenderSchema1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration cannot be undone: drop the schema');
  }
}
