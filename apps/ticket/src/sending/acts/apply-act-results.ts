import type { MessageKind, SendResult, SendState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../../event-log/event-recorder.js';
import { LiveFeed } from '../../event-log/live-feed.js';
import { contentHash } from '../../inbound/domain/index.js';
import { ChangeLog } from '../../inbound/store/change-log.js';
import { lockWhatsappIds } from '../../inbound/store/lock-whatsapp-ids.js';
import { changeMessages } from '../../messages/change-messages.js';
import { findMessagesById } from '../../messages/find-stored-messages.js';
import type { StoredMessage } from '../../messages/find-stored-messages.js';
import type { Targeted } from '../../messages/waiting-facts.js';
import { MessageCounter } from '../../metrics/message-counter.js';

interface Row {
  id: string;
  messageId: string;
  kind: 'reaction' | 'edit' | 'deletion';
  text: string | null;
  status: SendState;
  createdAt: Date;
}

/** Takes over what became of acts: one that has taken effect changes its message, any other only shows that it did not. */
@Injectable()
export class ApplyActResults {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly counter: MessageCounter,
  ) {}

  /** Results of anything else than acts are passed by. */
  async execute(results: SendResult[]): Promise<void> {
    const known = await this.database.query<{ id: string; numberId: string; whatsappId: string | null }>(
      `SELECT a.id, m.number_id AS "numberId", m.whatsapp_id AS "whatsappId" FROM act a JOIN message m ON m.id = a.message_id
       WHERE a.id = ANY($1::uuid[])`,
      [results.map(({ commandId }) => commandId)],
    );
    if (known.length === 0) return;
    await this.database.transaction(async (tx) => {
      const changes = new ChangeLog(tx, new EventRecorder(tx, this.feed), this.counter);
      lockWhatsappIds(
        tx,
        known.flatMap(({ numberId, whatsappId }) => (whatsappId === null ? [] : [{ numberId, whatsappId }])),
      );
      const acts = await advanceActs(tx, results);
      const messages = await findMessagesById(
        tx,
        acts.map(({ messageId }) => messageId),
      );
      const done = acts
        .filter(({ status }) => status === 'sent')
        .sort((a, b) => Number(a.createdAt) - Number(b.createdAt));
      const byId = new Map(messages.map((message) => [message.id, message]));
      const { ids } = await changeMessages(
        tx,
        messages,
        done.flatMap((act) => changeOf(act, byId.get(act.messageId)) ?? []),
      );
      const onlyActs = messages.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
      tx.write('UPDATE message SET version = version + 1 WHERE id = ANY($1::uuid[])', [onlyActs]);
      changes.addChanged(messages);
      await changes.record();
    });
  }
}

/** Results may repeat and overtake each other: only a higher revision counts. Returns the acts that changed. */
function advanceActs(tx: Transaction, results: SendResult[]): Promise<Row[]> {
  const latest = new Map<string, SendResult>();
  for (const result of results)
    if (result.revision > (latest.get(result.commandId)?.revision ?? 0)) latest.set(result.commandId, result);
  const values = [...latest.values()].map(({ commandId, state, revision, reason }) => ({
    commandId,
    state,
    revision,
    reason: reason ?? null,
  }));
  return tx.query<Row>(
    `UPDATE act a SET status = r.state, failure = r.reason, send_revision = r.revision
     FROM jsonb_to_recordset($1::jsonb) AS r("commandId" uuid, state text, revision int, reason jsonb)
     WHERE a.id = r."commandId" AND a.send_revision < r.revision
     RETURNING a.id, a.message_id AS "messageId", a.kind, a.text, a.status, a.created_at AS "createdAt"`,
    [JSON.stringify(values)],
  );
}

function changeOf(act: Row, message: StoredMessage | undefined): Targeted | undefined {
  if (message === undefined) return undefined;
  const { numberId, whatsappId, fromMe, kind } = message;
  return { numberId, whatsappId, fromMe, change: effectOf(act, kind) };
}

function effectOf({ kind, text, createdAt: at }: Row, messageKind: MessageKind): Targeted['change'] {
  if (kind === 'reaction') return { type: 'reaction', by: 'us', emoji: text ?? '', at };
  if (kind === 'deletion') return { type: 'deletion', at };
  return { type: 'edit', text, content: {}, editedAt: at, hash: contentHash({ kind: messageKind, text }) };
}
