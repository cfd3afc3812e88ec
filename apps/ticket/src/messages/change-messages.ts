import type { MessageKind, MessageStatus } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { applyChange } from './domain/apply-facts.js';
import type { MessageChange } from './domain/apply-facts.js';
import type { StoredMessage } from './find-stored-messages.js';
import { storeReactions } from './reactions.js';
import type { ReactionChange } from './reactions.js';
import { storeWaiting } from './waiting-facts.js';
import type { Targeted } from './waiting-facts.js';

/** A message's way from one status to another. */
export interface StatusStep {
  kind: MessageKind;
  before: MessageStatus;
  after: MessageStatus;
}

export interface ChangedMessages {
  ids: Set<string>;
  steps: StatusStep[];
}

/**
 * Applies changes to the messages they name; those whose message is not there wait for it.
 * @param stored every stored message with one of the ids that `changes` name
 * @returns ids of the messages that changed, and the steps that some of their statuses took
 */
export async function changeMessages(
  tx: Transaction,
  stored: StoredMessage[],
  changes: Targeted[],
): Promise<ChangedMessages> {
  const byId = new Map<string, StoredMessage[]>();
  for (const message of stored) {
    const key = `${message.numberId}:${message.whatsappId}`;
    byId.set(key, [...(byId.get(key) ?? []), message]);
  }
  const before = new Map(stored.map((message) => [message.id, message]));
  const after = new Map(before);
  const edits: EditRow[] = [];
  const reactions: { messageId: string; change: ReactionChange }[] = [];
  const waiting: Targeted[] = [];
  for (const targeted of changes) {
    const target = chooseTarget(byId.get(`${targeted.numberId}:${targeted.whatsappId}`) ?? [], targeted);
    if (target === undefined) {
      waiting.push(targeted);
      continue;
    }
    const { change } = targeted;
    if (change.type === 'reaction') {
      reactions.push({ messageId: target.id, change });
      continue;
    }
    const state = after.get(target.id) ?? target;
    if (change.type === 'edit') edits.push(...wordings(target, change));
    after.set(target.id, { ...state, ...applyChange(state, change) });
  }
  const changed = [...after.values()].filter((message) => differs(message, before.get(message.id)));
  storeEdits(tx, edits);
  update(tx, changed);
  storeWaiting(tx, waiting);
  const ids = new Set([
    ...changed.map((message) => message.id),
    ...(await touch(tx, await storeReactions(tx, reactions))),
  ]);
  const steps = changed.flatMap(({ id, kind, status }) => {
    const was = before.get(id)?.status;
    return was === undefined || was === status ? [] : [{ kind, before: was, after: status }];
  });
  return { ids, steps };
}

/** Ids are unique per chat in practice; where both sides used one, the fact's own hint decides. */
function chooseTarget(candidates: StoredMessage[], { fromMe }: Targeted): StoredMessage | undefined {
  const sorted = [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1));
  return fromMe === undefined ? sorted[0] : sorted.find((message) => message.fromMe === fromMe);
}

function differs(a: StoredMessage, b: StoredMessage | undefined): boolean {
  return (
    b === undefined ||
    a.status !== b.status ||
    a.warning !== b.warning ||
    a.text !== b.text ||
    a.editHash !== b.editHash ||
    Number(a.editedAt) !== Number(b.editedAt) ||
    Number(a.deletedAt) !== Number(b.deletedAt) ||
    Number(a.sentAt) !== Number(b.sentAt) ||
    JSON.stringify(a.content) !== JSON.stringify(b.content)
  );
}

interface EditRow {
  messageId: string;
  editedAt: Date;
  hash: string;
  text: string | null;
}

/** The new wording and, the first time, the original one. */
function wordings(message: StoredMessage, edit: Extract<MessageChange, { type: 'edit' }>): EditRow[] {
  const rows = [{ messageId: message.id, editedAt: edit.editedAt, hash: edit.hash, text: edit.text }];
  if (message.editedAt === null)
    rows.push({ messageId: message.id, editedAt: message.sentAt, hash: message.contentHash ?? '', text: message.text });
  return rows;
}

function storeEdits(tx: Transaction, edits: EditRow[]): void {
  if (edits.length === 0) return;
  tx.write(
    `INSERT INTO message_edit (message_id, edited_at, hash, text)
     SELECT "messageId", "editedAt", hash, text
     FROM jsonb_to_recordset($1::jsonb) AS r("messageId" uuid, "editedAt" timestamptz, hash text, text text) ON CONFLICT DO NOTHING`,
    [JSON.stringify(edits)],
  );
}

function update(tx: Transaction, messages: StoredMessage[]): void {
  if (messages.length === 0) return;
  tx.write(
    `UPDATE message m SET text = r.text, content = r.content, status = r.status, failure = r.failure, warning = r.warning, edited_at = r."editedAt",
       deleted_at = r."deletedAt", sent_at = r."sentAt", version = m.version + 1
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, text text, content jsonb, status text, failure jsonb, warning jsonb, "editedAt" timestamptz, "deletedAt" timestamptz, "sentAt" timestamptz)
     WHERE m.id = r.id`,
    [JSON.stringify(messages)],
  );
}

async function touch(tx: Transaction, messageIds: string[]): Promise<string[]> {
  const ids = [...new Set(messageIds)];
  if (ids.length > 0) await tx.query('UPDATE message SET version = version + 1 WHERE id = ANY($1::uuid[])', [ids]);
  return ids;
}
