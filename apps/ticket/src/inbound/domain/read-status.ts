import { asRecord, field, flagField, recordField } from './evolution-values.js';
import type { InboundFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import { readId } from './message-key.js';
import { readStatus } from './status-rank.js';

/**
 * Reads one element of messages.update: `keyId` (2.x), `id` (1.x) or the library's `{key, update}`. Only the id counts;
 * the address may be a LID, carry a device, be our own, or be absent.
 */
export function readStatusUpdate(element: unknown): InboundFact {
  const record = asRecord(element);
  if (!record) return malformed('status is not an object');
  const key = recordField(record, 'key');
  const whatsappId = readId(record, 'keyId') ?? readId(key, 'id') ?? readId(record, 'id');
  if (whatsappId === null) return malformed('status without a message id');
  const status = readStatus(field(record, 'status') ?? field(recordField(record, 'update'), 'status'));
  if (status === null) return ignored('status that says nothing');

  const owner = field(record, 'fromMe') === undefined ? key : record;
  const aboutOurs = field(owner, 'fromMe') === undefined || flagField(owner, 'fromMe') || isCloudApiId(whatsappId);
  if (aboutOurs) return { type: 'status', whatsappId, fromMe: true, status };
  return status === 'read' || status === 'played'
    ? { type: 'read-on-phone', whatsappId }
    : ignored('status of a received message');
}

/** The Cloud API reports only on what we sent, and says `fromMe: false` all the same. */
function isCloudApiId(whatsappId: string): boolean {
  return whatsappId.startsWith('wamid.');
}
