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
 * A statement that writes what `outboxValue` made; for one that writes into the outbox among other things.
 * @param among what it selects from besides, with what `body` is made of then
 */
export const outboxInsertion = (parameter: string, { body = 'r.body', among = '' } = {}): string =>
  `INSERT INTO outbox_message (id, exchange, routing_key, type, body, headers)
   SELECT r.id, r.exchange, r."routingKey", r.type, ${body}, jsonb_build_object('x-received-at', to_jsonb(now())) || coalesce(r.headers, '{}')
   FROM ${among}jsonb_to_recordset(${parameter}::jsonb) AS r(id uuid, exchange text, "routingKey" text, type text, body jsonb, headers jsonb)`;

/**
 * Each message says when it was written, so that its age can be seen where it arrives, and is part of the trace in which that was unless
 * its headers name another.
 */
export function outboxValue(entries: OutboxEntry[]): string {
  const trace = traceHeaders();
  return JSON.stringify(entries.map((entry) => ({ id: uuid(), ...entry, headers: { ...trace, ...entry.headers } })));
}

/** Writes messages into the outbox of the service's own schema, as part of the transaction. */
export function writeOutbox(tx: Transaction, entries: OutboxEntry[]): void {
  if (entries.length > 0) tx.write(outboxInsertion('$1'), [outboxValue(entries)]);
}
