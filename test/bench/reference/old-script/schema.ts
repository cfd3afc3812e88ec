/** The tables of the replaced system as far as a webhook touched them, with the indexes that they had, and those on foreign keys. */
export const schema = `
  CREATE SCHEMA old;
  CREATE TABLE old.profiles (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_at timestamptz NOT NULL DEFAULT now(),
    email text NOT NULL UNIQUE, name text, role text NOT NULL, metadata jsonb NOT NULL DEFAULT '{}'
  );
  CREATE TABLE old.tickets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(), customer_id uuid REFERENCES old.profiles, title text NOT NULL,
    status text NOT NULL, priority text NOT NULL, channel text NOT NULL, nunmsg text, metadata jsonb NOT NULL DEFAULT '{}'
  );
  CREATE INDEX ON old.tickets (customer_id);
  CREATE INDEX ON old.tickets (nunmsg) WHERE nunmsg IS NOT NULL;
  CREATE TABLE old.messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_at timestamptz NOT NULL DEFAULT now(),
    ticket_id uuid NOT NULL REFERENCES old.tickets ON DELETE CASCADE, sender_id uuid REFERENCES old.profiles,
    content text NOT NULL, type text NOT NULL, sender_name text, is_internal boolean NOT NULL DEFAULT false,
    metadata jsonb NOT NULL DEFAULT '{}'
  );
  CREATE INDEX ON old.messages (ticket_id)`;
