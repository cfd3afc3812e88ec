import type { Transaction } from '@bkcrm/database';
import { traceHeaders } from '@bkcrm/tracing';
import { v7 as uuid } from 'uuid';

/** A message to send once the transaction has committed. */
export interface OutboxEntry {
  exchange: string;
  routingKey: string;
  type: string;
  body: object;
  headers?: Record<string, string>;
}

/**
 * Writes messages into the outbox of the service's own schema, as part of the transaction. Each says when that was, so that its
 * age can be seen where it arrives, and is part of the trace in which it was written unless its headers name another.
 */
export function writeOutbox(tx: Transaction, entries: OutboxEntry[]): void {
  if (entries.length === 0) return;
  const trace = traceHeaders();
  tx.write(
    `INSERT INTO outbox_message (id, exchange, routing_key, type, body, headers)
     SELECT id, exchange, "routingKey", type, body, jsonb_build_object('x-received-at', to_jsonb(now())) || coalesce(headers, '{}')
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, exchange text, "routingKey" text, type text, body jsonb, headers jsonb)`,
    [JSON.stringify(entries.map((entry) => ({ id: uuid(), ...entry, headers: { ...trace, ...entry.headers } })))],
  );
}
