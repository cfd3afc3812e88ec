import type { WhatsappNumberResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadNumbers } from '@bkcrm/read-model';
import type { EventRecorder } from '../event-log/event-recorder.js';

const everyone = { everyone: true, departmentIds: [], agentIds: [] };

/** Every agent may know every number. @returns the number as it is now */
export async function recordNumberUpdated(
  tx: Transaction,
  events: EventRecorder,
  numberId: string,
  { isNew = false } = {},
): Promise<WhatsappNumberResource> {
  const data = (await loadNumbers(tx, [numberId])).get(numberId);
  if (data === undefined) throw new Error(`number ${numberId} vanished`);
  const audienceBefore = isNew ? null : everyone;
  events.add({ type: 'number.updated', data, ticketId: null, audienceBefore, audienceAfter: everyone });
  return data;
}
