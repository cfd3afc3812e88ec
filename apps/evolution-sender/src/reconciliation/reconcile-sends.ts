import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import type { EvolutionApi } from '../evolution-api/evolution-api.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { reasons, sendResult } from '../sending/send-results.js';
import { firstLook, nextLook } from './domain/look-schedule.js';
import { matchEchoes } from './domain/match-echoes.js';
import type { Match, OpenAttempt, UnclaimedMessage } from './domain/match-echoes.js';
import { findUnclaimedEchoes, findUndecided, withoutClaimed } from './open-attempts.js';
import { searchSentMessages } from './search-sent-messages.js';

type Found = 'echo' | 'search';

/**
 * Finds out what became of attempts without an answer: by the echo that Evolution sends of every message, then by searching
 * its store. What is found is `sent`. What is not found after the last search stays `unknown`, for an agent to decide; it is
 * never sent again by itself.
 */
@Injectable()
export class ReconcileSends {
  private readonly logger = new Logger(ReconcileSends.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
  ) {}

  /** With the echoes at hand. Any replica may do it, at any time. */
  async matchEchoes(numberId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const echoes = await findUnclaimedEchoes(tx, numberId);
      if (echoes.length > 0) await this.settleMatches(tx, numberId, echoes, 'echo');
    });
  }

  /** Searches Evolution when a search is due. @throws what the call to Evolution throws; then it stays due */
  async look(numberId: string, api: EvolutionApi, instance: string): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: string; startedAt: Date }>(
      `SELECT c.id, a.started_at AS "startedAt" FROM send_command c JOIN send_attempt a ON a.command_id = c.id AND a.number = c.attempts
       WHERE c.number_id = $1 AND c.state = 'unknown' AND c.settled_at IS NULL AND c.next_look_at <= $2`,
      [numberId, now],
    );
    if (due.length === 0) return;
    await this.matchEchoes(numberId);
    const since = new Date(Math.min(...due.map(({ startedAt }) => Number(startedAt))));
    const found = await searchSentMessages(api, instance, since);
    await this.database.transaction(async (tx) => {
      await this.settleMatches(tx, numberId, await withoutClaimed(tx, numberId, found), 'search');
      await this.countLooks(
        tx,
        due.map(({ id }) => id),
      );
    });
  }

  /** Evolution cannot be asked: searches that are due wait a little, and do not count. */
  async postpone(numberId: string): Promise<void> {
    const now = this.clock.now();
    await this.database.query(
      `UPDATE send_command SET next_look_at = $3 WHERE number_id = $1 AND state = 'unknown' AND settled_at IS NULL AND next_look_at <= $2`,
      [numberId, now, firstLook(now)],
    );
  }

  private async settleMatches(
    tx: Transaction,
    numberId: string,
    messages: UnclaimedMessage[],
    how: Found,
  ): Promise<void> {
    const attempts: OpenAttempt[] = await findUndecided(tx, numberId, this.clock.now());
    for (const match of matchEchoes(attempts, messages)) await this.settle(tx, numberId, match, how);
  }

  private async settle(tx: Transaction, numberId: string, match: Match, how: Found): Promise<void> {
    const now = this.clock.now();
    const [command] = await tx.query<{ id: string; numberId: string; revision: number; attempts: number }>(
      `UPDATE send_command SET state = 'sent', revision = revision + 1, whatsapp_id = $2, settled_at = $3, next_look_at = NULL
       WHERE id = $1 AND state = 'unknown' RETURNING id, number_id AS "numberId", revision, attempts`,
      [match.commandId, match.whatsappId, now],
    );
    if (command === undefined) return;
    await tx.query(`UPDATE send_attempt SET whatsapp_id = $3, outcome = 'sent' WHERE command_id = $1 AND number = $2`, [
      command.id,
      command.attempts,
      match.whatsappId,
    ]);
    await tx.query('DELETE FROM unclaimed_echo WHERE number_id = $1 AND whatsapp_id = $2', [
      numberId,
      match.whatsappId,
    ]);
    const { whatsappId, remoteJid } = match;
    await writeOutbox(tx, [sendResult(command, 'sent', now, { whatsappId, remoteJid })]);
    tx.afterCommit(() => {
      this.relay.wake();
      this.metrics.countReconciliation(how);
      this.logger.log('a send without an answer was found', { commandId: command.id, how });
    });
  }

  /** One search more in vain for those that are still unknown; after the last one it is the agent's turn. */
  private async countLooks(tx: Transaction, commandIds: string[]): Promise<void> {
    const now = this.clock.now();
    const rows = await tx.query<{ id: string; numberId: string; revision: number; looks: number }>(
      `UPDATE send_command SET looks = looks + 1 WHERE id = ANY($1::uuid[]) AND state = 'unknown' AND settled_at IS NULL
       RETURNING id, number_id AS "numberId", revision, looks`,
      [commandIds],
    );
    for (const row of rows) {
      const next = nextLook(row.looks, now);
      const [changed] = await tx.query<{ revision: number }>(
        `UPDATE send_command SET next_look_at = $2, settled_at = CASE WHEN $2::timestamptz IS NULL THEN $3::timestamptz END,
           revision = revision + CASE WHEN $2::timestamptz IS NULL THEN 1 ELSE 0 END WHERE id = $1 RETURNING revision`,
        [row.id, next ?? null, now],
      );
      if (next !== undefined || changed === undefined) continue;
      const entry = sendResult({ ...row, ...changed }, 'unknown', now, { reason: reasons.unconfirmed });
      await writeOutbox(tx, [entry]);
      this.metrics.countReconciliation('unconfirmed');
    }
    tx.afterCommit(() => this.relay.wake());
  }
}
