import { hash } from 'node:crypto';
import type { AttachmentState } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import { orderFiles } from '../../files/order-files.js';
import { insertAttachments, insertMessages } from '../../messages/insert-messages.js';
import { enterConversations } from '../../conversations/enter-conversations.js';
import { findStoredMessages } from '../../messages/find-stored-messages.js';
import type { StoredMessage } from '../../messages/find-stored-messages.js';
import type { PlacementSettings, TicketPlan } from '../../tickets/place-messages.js';
import type { ArrivingRow } from './inbound-work.js';

export interface StoredArrivals {
  inserted: ArrivingRow[];
  duplicates: ArrivingRow[];
}

/** Inserts the messages that are new, in the tickets they belong to. */
export async function storeArrivals(
  tx: Transaction,
  arrivals: ArrivingRow[],
  plan: TicketPlan,
  settings: PlacementSettings,
): Promise<StoredArrivals> {
  if (arrivals.length === 0) return { inserted: [], duplicates: [] };
  // The ids are locked, so this is what the unique key will find: duplicates must not open tickets.
  const known = await findStoredMessages(
    tx,
    arrivals.map((row) => ({ numberId: row.number.id, whatsappId: row.message.whatsappId })),
  );
  const storedByKey = new Map<string, StoredMessage[]>();
  for (const message of known) {
    const key = keyOf(message.numberId, message.fromMe, message.whatsappId);
    storedByKey.set(key, [...(storedByKey.get(key) ?? []), message]);
  }
  const fresh: ArrivingRow[] = [];
  const colliding: ArrivingRow[] = [];
  const duplicates: ArrivingRow[] = [];
  const firstInBatch = new Map<string, ArrivingRow>();
  for (const row of arrivals) {
    const key = keyOf(row.number.id, row.message.fromMe, row.message.whatsappId);
    const stored = storedByKey.get(key) ?? [];
    const first = firstInBatch.get(key);
    if (stored.length === 0 && first === undefined) {
      fresh.push(row);
      firstInBatch.set(key, row);
      continue;
    }
    const others = first === undefined ? stored : [...stored, { ...first.message, contactId: first.contactId }];
    if (others.every((message) => isForeign(message, row))) colliding.push(row);
    else duplicates.push(row);
  }
  for (const row of [...fresh, ...colliding]) plan.place(row, settings);
  await enterConversations(tx, [...fresh, ...colliding]);
  const inserted = await insertMessages(tx, fresh);
  const salted = await insertMessages(tx, colliding, saltOf);
  const isNew = (row: ArrivingRow): boolean => inserted.has(row.id) || salted.has(row.id);
  const rows = [...fresh, ...colliding].filter(isNew);
  duplicates.push(...[...fresh, ...colliding].filter((row) => !isNew(row)));
  await storeAttachments(tx, rows);
  return { inserted: rows, duplicates };
}

/** Another sender and other content under a known id: a message of its own, not a duplicate. */
function isForeign(stored: Pick<StoredMessage, 'senderKey' | 'contactId' | 'contentHash'>, row: ArrivingRow): boolean {
  return (
    stored.senderKey !== row.message.senderKey &&
    stored.contactId !== row.contactId &&
    stored.contentHash !== row.message.contentHash
  );
}

function saltOf(row: ArrivingRow): string {
  return hash('sha256', row.message.senderKey).slice(0, 16);
}

/** Files that did not come along are ordered from Evolution; those of history pages wait until somebody wants them. */
async function storeAttachments(tx: Transaction, rows: ArrivingRow[]): Promise<void> {
  const attachments = rows
    .filter((row) => row.message.media !== undefined)
    .map((row) => ({ row, attachment: attachmentOf(row) }));
  insertAttachments(
    tx,
    attachments.map(({ attachment }) => attachment),
  );
  await orderFiles(
    tx,
    attachments.flatMap(({ row, attachment }) =>
      attachment.state !== 'fetching' || attachment.source === null
        ? []
        : [
            {
              attachmentId: attachment.id,
              numberId: row.number.id,
              message: attachment.source.message,
              ...(attachment.source.mediaUrl !== null && { mediaUrl: attachment.source.mediaUrl }),
              ...(attachment.mimeType !== null && { mimeType: attachment.mimeType }),
            },
          ],
    ),
  );
}

function attachmentOf(row: ArrivingRow) {
  const { media, content } = row.message;
  return {
    id: uuid(),
    messageId: row.id,
    state: stateOf(row),
    object: row.file?.object ?? null,
    mimeType: row.file?.mimeType ?? content.media?.mimeType ?? null,
    fileName: content.media?.fileName ?? null,
    size: row.file?.size ?? content.media?.size ?? null,
    source: media === undefined ? null : { message: media.message, mediaUrl: media.mediaUrl, sha256: media.sha256 },
  };
}

function stateOf(row: ArrivingRow): AttachmentState {
  if (row.file !== undefined) return 'stored';
  return row.message.media === undefined || row.origin === 'history' ? 'remote' : 'fetching';
}

const keyOf = (numberId: string, fromMe: boolean, whatsappId: string): string => `${numberId}:${fromMe}:${whatsappId}`;
