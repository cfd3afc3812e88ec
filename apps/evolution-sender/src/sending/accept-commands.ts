import { isAct } from '@bkcrm/contracts';
import type { SendMessage } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { reasons, sendResult } from './send-results.js';

/** A command, with the trace context in which it is handled. */
export type OrderedSend = SendMessage & { traceparent?: string };

/** Puts commands into the send queue. A command that is there already changes nothing, whatever became of it. */
@Injectable()
export class AcceptCommands {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(commands: OrderedSend[]): Promise<void> {
    if (commands.length === 0) return;
    await failpoint('s1');
    await this.database.transaction(async (tx) => {
      const rows = commands.map((command) => Object.assign({ repeatable: isAct(command.content) }, command));
      const accepted = await tx.query<{ id: string; position: number }>(
        `INSERT INTO send_command (id, number_id, conversation_id, position, recipient, content, repeatable, quoted, queued_at, next_attempt_at, expires_at, purpose, first_contact, previous_queued_at, created_at, traceparent)
         SELECT "commandId", "numberId", "conversationId", position, recipient, content, repeatable, quoted, "queuedAt", $2, "expiresAt", coalesce(purpose, 'reply'), coalesce("firstContact", false), "previousQueuedAt", $2, traceparent
         FROM jsonb_to_recordset($1::jsonb) AS r("commandId" uuid, "numberId" uuid, "conversationId" uuid, position int, recipient text,
           content jsonb, repeatable boolean, quoted jsonb, "queuedAt" timestamptz, "expiresAt" timestamptz, purpose text, "firstContact" boolean, "previousQueuedAt" timestamptz, traceparent text)
         WHERE NOT EXISTS (SELECT 1 FROM forgotten_conversation f WHERE f.id = r."conversationId")
         ON CONFLICT (id) DO NOTHING RETURNING id, position`,
        [JSON.stringify(rows), this.clock.now()],
      );
      await this.doubtOlderThanRestore(tx, accepted);
      releaseAnswered(tx, commands, this.clock.now());
      const fresh = new Set(accepted.map(({ id }) => id));
      const edits = commands.filter(({ commandId, content }) => content.kind === 'edit' && fresh.has(commandId));
      for (const edit of edits.sort((a, b) => a.position - b.position)) await this.editQueued(tx, edit.commandId);
    });
  }

  /**
   * In a restored database what was ordered before the restore and is not known here may have been sent all the same, after the backup
   * was made: it is `unknown` from when it was ordered until now, and is looked for. Acts are done again, as always.
   */
  private async doubtOlderThanRestore(tx: Transaction, accepted: { id: string }[]): Promise<void> {
    const now = this.clock.now();
    const doubtful = await tx.query<{ id: string; numberId: string; revision: number; traceparent: string | null }>(
      `WITH doubtful AS (
         UPDATE send_command c SET state = 'unknown', revision = c.revision + 1, attempts = 1, looks = 0, next_look_at = $2
         FROM database_identity d WHERE c.id = ANY($1::uuid[]) AND c.queued_at < d.restored_at AND c.settled_at IS NULL AND NOT c.repeatable
         RETURNING c.id, c.number_id, c.revision, c.queued_at, c.traceparent),
       attempt AS (
         INSERT INTO send_attempt (command_id, number, number_id, lease_token, started_at, finished_at, outcome, error)
         SELECT id, 1, number_id, gen_random_uuid(), queued_at, $2, 'unknown', 'restored' FROM doubtful)
       SELECT id, number_id AS "numberId", revision, traceparent FROM doubtful`,
      [accepted.map(({ id }) => id), now],
    );
    if (doubtful.length === 0) return;
    writeOutbox(
      tx,
      doubtful.map((command) => sendResult(command, 'unknown', now, { reason: reasons.lookingForIt })),
    );
    tx.afterCommit(() => this.relay.wake());
  }

  /** The new text of a message that no attempt has been made for simply takes the place of the old one. */
  private async editQueued(tx: Transaction, editId: string): Promise<void> {
    const now = this.clock.now();
    const [edit] = await tx.query<{ id: string; numberId: string; revision: number }>(
      `WITH edited AS (
         UPDATE send_command m SET content = jsonb_set(m.content, CASE m.content->>'kind' WHEN 'text' THEN '{text}'::text[] ELSE '{caption}' END, e.content->'text')
         FROM send_command e WHERE e.id = $1 AND m.id = (e.content->'target'->>'messageId')::uuid AND m.state = 'queued'
           AND NOT EXISTS (SELECT 1 FROM send_command later WHERE later.conversation_id = e.conversation_id AND later.position > e.position
             AND later.content->>'kind' = 'edit' AND later.content->'target'->>'messageId' = e.content->'target'->>'messageId')
         RETURNING e.id)
       UPDATE send_command e SET state = 'sent', revision = e.revision + 1, settled_at = $2 FROM edited WHERE e.id = edited.id
       RETURNING e.id, e.number_id AS "numberId", e.revision`,
      [editId, now],
    );
    if (edit === undefined) return;
    writeOutbox(tx, [sendResult(edit, 'sent', now)]);
    tx.afterCommit(() => this.relay.wake());
  }
}

/** The contact has written: what was held back in the conversation has become part of an answer, and must not keep it waiting. */
function releaseAnswered(tx: Transaction, commands: SendMessage[], now: Date): void {
  const answered = commands.filter(({ purpose }) => purpose === 'reply').map(({ conversationId }) => conversationId);
  if (answered.length === 0) return;
  tx.write(
    `UPDATE send_command SET purpose = 'reply', next_attempt_at = CASE WHEN held IS NULL THEN next_attempt_at ELSE $2 END
     WHERE conversation_id = ANY($1::uuid[]) AND state = 'queued' AND purpose = 'outreach'`,
    [answered, now],
  );
}
