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
  `CREATE TABLE agent_department (
    agent_id uuid NOT NULL,
    department_id uuid NOT NULL,
    CONSTRAINT "PK_7a608ef1d3ccc8ced854272f27d" PRIMARY KEY (agent_id, department_id)
  )`,
  `CREATE INDEX "IDX_bfa90095d10a7d65a994c7dc3d" ON agent_department (department_id)`,
  `CREATE TABLE agent (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    rights_version integer NOT NULL DEFAULT '1',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "UQ_c8e51500f3876fa1bbd4483ecc1" UNIQUE (email),
    CONSTRAINT "PK_1000e989398c5d4ed585cf9a46f" PRIMARY KEY (id)
  )`,
  `CREATE TABLE department (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "UQ_471da4b90e96c1ebe0af221e07b" UNIQUE (name),
    CONSTRAINT "PK_9a2213262c1593bffb581e382f5" PRIMARY KEY (id)
  )`,
  `CREATE TABLE contact_identity (
    kind text NOT NULL,
    value text NOT NULL,
    contact_id uuid NOT NULL,
    CONSTRAINT "PK_ce3ae1dc6540059b95b04202bd1" PRIMARY KEY (kind, value)
  )`,
  `CREATE INDEX "IDX_5f2ee5598024b8ce6152cd7824" ON contact_identity (contact_id)`,
  `CREATE TABLE contact (
    id uuid NOT NULL,
    name text,
    phone text,
    avatar_url text,
    merged_into uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_2cbbe00f59ab6b3bb5b8d19f989" PRIMARY KEY (id)
  )`,
  `CREATE TABLE conversation (
    id uuid NOT NULL,
    number_id uuid NOT NULL,
    contact_id uuid,
    group_jid text,
    kind text NOT NULL,
    address text NOT NULL,
    address_at timestamptz NOT NULL DEFAULT '-infinity',
    last_position integer NOT NULL DEFAULT '0',
    CONSTRAINT "PK_864528ec4274360a40f66c29845" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_497e6b0cfc02cd94483f194b8b" ON conversation (contact_id)`,
  `CREATE UNIQUE INDEX conversation_of_group ON conversation (number_id, group_jid) WHERE group_jid IS NOT NULL`,
  `CREATE UNIQUE INDEX conversation_of_contact ON conversation (number_id, contact_id) WHERE contact_id IS NOT NULL`,
  `CREATE TABLE event_batch (
    id uuid NOT NULL,
    size integer NOT NULL,
    last_seq bigint,
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_a7b732a75bbe8db061bfaef0529" PRIMARY KEY (id)
  )`,
  `CREATE UNIQUE INDEX event_batch_range ON event_batch (last_seq)`,
  `CREATE INDEX "IDX_10b0e28e3e36e5ef29a6857a4a" ON event_batch (at)`,
  `CREATE TABLE event_head (
    "only" boolean NOT NULL DEFAULT true,
    seq bigint NOT NULL DEFAULT '0',
    identity uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT "PK_181d2fd5dcb9d1756c2f746f26b" PRIMARY KEY ("only")
  )`,
  `CREATE TABLE event (
    batch_id uuid NOT NULL,
    ordinal integer NOT NULL,
    type text NOT NULL,
    ticket_id uuid,
    data json NOT NULL,
    audience_before jsonb,
    audience_after jsonb NOT NULL,
    received_at timestamptz,
    traceparent text,
    CONSTRAINT "PK_ef92bb7edb4045adf1f7af25866" PRIMARY KEY (batch_id, ordinal)
  )`,
  `CREATE TABLE attachment (
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    state text NOT NULL,
    mime_type text,
    file_name text,
    size bigint,
    object text,
    source jsonb,
    CONSTRAINT "UQ_a09a40c2f66ab10dbe901fce29e" UNIQUE (message_id),
    CONSTRAINT "PK_d2a80c3a8d467f08a750ac4b420" PRIMARY KEY (id)
  )`,
  `CREATE TABLE message_edit (
    message_id uuid NOT NULL,
    edited_at timestamptz NOT NULL,
    hash text NOT NULL,
    text text,
    CONSTRAINT "PK_ac05e176af1984acee52ded2495" PRIMARY KEY (message_id, edited_at, hash)
  )`,
  `CREATE TABLE message (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    ticket_id uuid,
    number_id uuid NOT NULL,
    direction text NOT NULL,
    kind text NOT NULL,
    text text,
    content jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL,
    failure jsonb,
    from_me boolean NOT NULL,
    whatsapp_id text,
    salt text NOT NULL DEFAULT '',
    sender_key text,
    content_hash text,
    author_id uuid,
    client_id uuid,
    participant jsonb,
    sent_at timestamptz NOT NULL,
    order_key text NOT NULL,
    received_at timestamptz(3) NOT NULL DEFAULT now(),
    origin text NOT NULL DEFAULT 'webhook',
    position integer,
    send_revision integer NOT NULL DEFAULT '0',
    edited_at timestamptz,
    deleted_at timestamptz,
    version integer NOT NULL DEFAULT '1',
    CONSTRAINT "PK_ba01f0a3e0123651915008bc578" PRIMARY KEY (id)
  )`,
  `CREATE INDEX message_unsettled ON message (number_id) WHERE status IN ('queued', 'sending', 'unknown')`,
  `CREATE INDEX message_unread ON message (ticket_id, received_at) WHERE direction = 'in'`,
  `CREATE INDEX message_order ON message (conversation_id, sent_at, order_key)`,
  `CREATE UNIQUE INDEX message_client_id ON message (author_id, client_id) WHERE client_id IS NOT NULL`,
  `CREATE UNIQUE INDEX message_whatsapp_id ON message (number_id, from_me, whatsapp_id, salt) WHERE whatsapp_id IS NOT NULL`,
  `CREATE TABLE reaction (
    message_id uuid NOT NULL,
    "by" text NOT NULL,
    emoji text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT "PK_4f93c608d0835d42fd4ff091834" PRIMARY KEY (message_id, "by")
  )`,
  `CREATE TABLE unclaimed_echo (
    number_id uuid NOT NULL,
    whatsapp_id text NOT NULL,
    fact jsonb NOT NULL,
    webhook_received_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_36c3c90a1276a88302dc53c4be5" PRIMARY KEY (number_id, whatsapp_id)
  )`,
  `CREATE INDEX "IDX_b7c2a88859e94135cac18c3a90" ON unclaimed_echo (received_at)`,
  `CREATE TABLE waiting_fact (
    number_id uuid NOT NULL,
    whatsapp_id text NOT NULL,
    fact_key text NOT NULL,
    fact jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_6acfbe52d27c80e916d6c23a9cc" PRIMARY KEY (number_id, whatsapp_id, fact_key)
  )`,
  `CREATE INDEX "IDX_1913125b7a79cfe7d0a30ade91" ON waiting_fact (received_at)`,
  `CREATE TABLE whatsapp_number (
    id uuid NOT NULL,
    name text NOT NULL,
    instance_name text NOT NULL,
    phone text,
    profile_name text,
    department_id uuid,
    state text NOT NULL DEFAULT 'unknown',
    state_at timestamptz,
    adopted_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT '1',
    CONSTRAINT "UQ_355836146a05dd8ba9c30bebab7" UNIQUE (instance_name),
    CONSTRAINT "PK_89e01f89b88f737683f4d80bbda" PRIMARY KEY (id)
  )`,
  `CREATE TABLE quarantined_event (
    id uuid NOT NULL,
    instance text NOT NULL,
    event text NOT NULL,
    reason text NOT NULL,
    body bytea NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT "PK_a5ac288cd07007b6e5c449b1f93" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_38d69fc82615a12dde5d029ce3" ON quarantined_event (instance)`,
  `CREATE INDEX "IDX_1c6a7a9527bc59fa03cfbefc6b" ON quarantined_event (received_at)`,
  `CREATE TABLE ticket_read (
    ticket_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    read_up_to timestamptz NOT NULL,
    CONSTRAINT "PK_e6f1753d4d9f8e4691496c07e73" PRIMARY KEY (ticket_id, agent_id)
  )`,
  `CREATE TABLE ticket (
    id uuid NOT NULL,
    number SERIAL NOT NULL,
    conversation_id uuid NOT NULL,
    number_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    status text NOT NULL,
    department_id uuid,
    assignee_id uuid,
    last_message_id uuid,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    merged_into uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT '1',
    CONSTRAINT "UQ_a8d5171cdff59b4d6fc2c6d092e" UNIQUE (number),
    CONSTRAINT "PK_d9a0835407701eb86f874474b7c" PRIMARY KEY (id)
  )`,
  `CREATE INDEX "IDX_4963322cc7bad69306f9528fea" ON ticket (conversation_id)`,
  `CREATE INDEX "IDX_a3ce544688c161cbfa75e04d8c" ON ticket (contact_id)`,
  `CREATE INDEX ticket_list ON ticket (updated_at, id)`,
  `CREATE UNIQUE INDEX one_open_ticket ON ticket (number_id, contact_id) WHERE status IN ('pending', 'open')`,
  `INSERT INTO event_head DEFAULT VALUES`,
  // Which database this is: a restored copy or a promoted standby has another epoch by itself.
  `CREATE FUNCTION database_epoch() RETURNS text LANGUAGE sql STABLE AS $$
     SELECT md5(h.identity::text || s.system_identifier::text || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))
     FROM ticket.event_head h, pg_control_system() s
   $$`,
  // The counter is taken inside COMMIT: its lock never waits for a client.
  `CREATE FUNCTION number_event_batch() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     WITH head AS (UPDATE ticket.event_head SET seq = seq + NEW.size RETURNING seq)
     UPDATE ticket.event_batch b SET last_seq = head.seq FROM head WHERE b.id = NEW.id;
     RETURN NULL;
   END $$`,
  `CREATE CONSTRAINT TRIGGER number_event_batch AFTER INSERT ON event_batch
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_event_batch()`,
  // The gateway reads, and nothing else.
  `GRANT USAGE ON SCHEMA ticket TO bkcrm_gateway`,
  `GRANT SELECT ON ALL TABLES IN SCHEMA ticket TO bkcrm_gateway`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA ticket GRANT SELECT ON TABLES TO bkcrm_gateway`,
];

/** Everything the ticket service keeps. */
export class CreateTicketSchema1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration cannot be undone: drop the schema');
  }
}
