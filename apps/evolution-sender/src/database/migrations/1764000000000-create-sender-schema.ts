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
  `CREATE TABLE number_lease (
    number_id uuid NOT NULL,
    token uuid,
    holder uuid,
    expires_at timestamptz NOT NULL DEFAULT now(),
    tokens double precision,
    tokens_at timestamptz,
    CONSTRAINT "PK_d3e435ccc4e0d4b249231fac6ca" PRIMARY KEY (number_id)
  )`,
  `CREATE TABLE replica (
    id uuid NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_f319ce5a90abd2823a9cdd08c24" PRIMARY KEY (id)
  )`,
  `CREATE TABLE number (
    id uuid NOT NULL,
    instance_name text NOT NULL,
    adopted_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'unknown',
    state_at timestamptz,
    owner_jid text,
    profile_name text,
    next_check_at timestamptz NOT NULL,
    original_webhook jsonb,
    original_webhook_at timestamptz,
    webhook_seen_at timestamptz,
    next_webhook_check_at timestamptz NOT NULL,
    webhook_failures integer NOT NULL DEFAULT '0',
    backfilled_until timestamptz,
    next_backfill_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_84bfc3ddc62ca07e06cb7cc0d9d" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_73db71c76b8219e65d1ca2b8cd" ON number (instance_name)`,
  `CREATE TABLE unclaimed_echo (
    number_id uuid NOT NULL,
    whatsapp_id text NOT NULL,
    remote_jid text NOT NULL,
    remote_jid_alt text,
    text text,
    sent_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_36c3c90a1276a88302dc53c4be5" PRIMARY KEY (number_id, whatsapp_id)
  )`,
  `CREATE INDEX "IDX_b7c2a88859e94135cac18c3a90" ON unclaimed_echo (received_at)`,
  `CREATE TABLE send_attempt (
    command_id uuid NOT NULL,
    number integer NOT NULL,
    number_id uuid NOT NULL,
    lease_token uuid NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    outcome text,
    http_status integer,
    whatsapp_id text,
    error text,
    CONSTRAINT "PK_ef4bca4f210562414fbbfb3f7ca" PRIMARY KEY (command_id, number)
  )`,
  `CREATE UNIQUE INDEX send_attempt_claim ON send_attempt (number_id, whatsapp_id) WHERE whatsapp_id IS NOT NULL`,
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
    attempts integer NOT NULL DEFAULT '0',
    whatsapp_id text,
    queued_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    looks integer NOT NULL DEFAULT '0',
    next_look_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    CONSTRAINT "PK_3f1d258e7fdb2ba9574bfde5d00" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_6b643deb1bd406cff24f1a42ed" ON send_command (settled_at)`,
  `CREATE INDEX send_command_unknown ON send_command (number_id) WHERE state = 'unknown'`,
  `CREATE INDEX send_command_order ON send_command (conversation_id, position)`,
  `CREATE INDEX send_command_unsettled ON send_command (number_id, conversation_id, position) WHERE settled_at IS NULL`,
];

/** Everything the sender keeps. */
export class CreateSenderSchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration cannot be undone: drop the schema');
  }
}
