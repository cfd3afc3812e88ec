import type { MessageKind, MessageStatus, SendResult } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { mergeStatus } from '../inbound/domain/index.js';
import type { OutboundStatus } from '../inbound/domain/index.js';
import { ChangeLog } from '../inbound/store/change-log.js';
import { lockWhatsappIds } from '../inbound/store/lock-whatsapp-ids.js';
import { changeMessages } from '../messages/change-messages.js';
import { findStoredMessages } from '../messages/find-stored-messages.js';
import { takeWaiting } from '../messages/waiting-facts.js';
import { MessageCounter } from '../metrics/message-counter.js';
import { refreshTickets } from '../tickets/place-messages.js';
import { applySendResult } from './domain/apply-send-result.js';
import type { SentMessageState } from './domain/apply-send-result.js';
import { takePlace } from './take-place.js';

interface Row extends SentMessageState {
  id: string;
  ticketId: string | null;
  numberId: string;
  whatsappId: string | null;
  kind: MessageKind;
}

/** Takes over what became of sends: status, WhatsApp id, and whatever waited under that id. */
@Injectable()
export class ApplySendResults {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly counter: MessageCounter,
  ) {}

  /** `traceOf` gives the trace context in which a result is handled, by its command's id. */
  async execute(results: SendResult[], traceOf: ReadonlyMap<string, string> = new Map()): Promise<void> {
    await this.database.transaction(async (tx) => {
      const changes = new ChangeLog(tx, new EventRecorder(tx, this.feed), this.counter);
      const ids = results.flatMap(({ numberId, whatsappId }) =>
        whatsappId === undefined ? [] : [{ numberId, whatsappId }],
      );
      lockWhatsappIds(tx, ids);
      const rows = await lockMessages(
        tx,
        results.map((result) => result.commandId),
      );
      const changed = new Set<string>();
      for (const result of [...results].sort((a, b) => a.revision - b.revision)) {
        const row = rows.get(result.commandId);
        if (row === undefined) continue;
        const next = applySendResult(row, result);
        if (next === row) continue;
        rows.set(row.id, { ...next, whatsappId: row.whatsappId ?? result.whatsappId ?? null });
        changed.add(row.id);
        changes.addSteps([{ kind: row.kind, before: row.status, after: next.status }]);
      }
      await this.update(
        tx,
        changes,
        [...changed].flatMap((id) => rows.get(id) ?? []),
      );
      const claimed = [...rows.values()].flatMap(({ numberId, whatsappId }) =>
        whatsappId === null ? [] : [{ numberId, whatsappId }],
      );
      const stored = await findStoredMessages(tx, claimed);
      const { ids: later, steps } = await changeMessages(tx, stored, await takeWaiting(tx, claimed));
      for (const id of later) changed.add(id);
      changes.addSteps(steps);
      for (const id of changed) {
        const row = rows.get(id);
        if (row !== undefined) changes.addChanged([row], { receivedAt: null, traceparent: traceOf.get(id) ?? null });
      }
      refreshTickets(tx, [...changes.ticketIds]);
      await changes.record();
    });
  }

  /**
   * The WhatsApp id makes an echo ours. Where one was already stored as sent by another program (the answer came very late),
   * the agent's message takes its place.
   */
  private async update(tx: Transaction, changes: ChangeLog, rows: Row[]): Promise<void> {
    if (rows.length === 0) return;
    const values = JSON.stringify(rows);
    tx.write(
      `DELETE FROM unclaimed_echo e USING jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text)
       WHERE e.number_id = r."numberId" AND e.whatsapp_id = r."whatsappId"`,
      [values],
    );
    const replaced = await takePlace(tx, rows);
    for (const message of replaced) changes.addRemoved(message, ticketAudience(message));
    const reported = new Map(replaced.map(({ byId, status }) => [byId, status]));
    const merged = rows.map((row) => ({ ...row, status: higher(row.status, reported.get(row.id)) }));
    tx.write(
      `UPDATE message m SET status = r.status, failure = r.failure, warning = r.warning, send_revision = r."sendRevision", whatsapp_id = r."whatsappId", version = m.version + 1
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, status text, failure jsonb, warning jsonb, "sendRevision" int, "whatsappId" text) WHERE m.id = r.id`,
      [JSON.stringify(merged)],
    );
  }
}

/** How far the message had come while it was taken for another's. */
function higher(status: MessageStatus, reported: MessageStatus | undefined): MessageStatus {
  const hasArrived = reported === 'delivered' || reported === 'read' || reported === 'played';
  return !hasArrived || status === 'received' ? status : mergeStatus<OutboundStatus>(status, reported);
}

async function lockMessages(tx: Transaction, ids: string[]): Promise<Map<string, Row>> {
  const rows = await tx.query<Row>(
    `SELECT id, ticket_id AS "ticketId", number_id AS "numberId", whatsapp_id AS "whatsappId", kind, status, failure, warning, send_revision AS "sendRevision"
     FROM message WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
