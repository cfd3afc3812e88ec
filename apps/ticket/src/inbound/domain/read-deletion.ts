import { asRecord, field, flagField, recordField } from './evolution-values.js';
import type { InboundFact } from './inbound-fact.js';
import { malformed } from './inbound-fact.js';
import { readId } from './message-key.js';

/** Reads messages.delete: a bare key, or a stored row whose own `id` is the gateway's and whose `key.id` is WhatsApp's. */
export function readDeletion(element: unknown): InboundFact {
  const record = asRecord(element);
  const key = recordField(record, 'key') ?? record;
  const whatsappId = readId(key, 'id');
  if (whatsappId === null) return malformed('deletion without a message id');
  const told = typeof field(key, 'fromMe') === 'boolean';
  return { type: 'deletion', whatsappId, ...(told ? { targetFromMe: flagField(key, 'fromMe') } : {}) };
}
