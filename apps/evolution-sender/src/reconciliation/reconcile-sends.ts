import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { firstAckCheck } from '../acknowledgements/domain/acknowledgement-schedule.js';
import type { EvolutionApi } from '../evolution-api/evolution-api.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { sendResult } from '../sending/send-results.js';
import { firstLook, isLastLook } from './domain/look-schedule.js';
import { matchEchoes } from './domain/match-echoes.js';
import type { Match, OpenAttempt, UnclaimedMessage } from './domain/match-echoes.js';
import { matchStatuses } from './domain/match-statuses.js';
import { findUnclaimedEchoes, findUnclaimedStatuses, findUndecided, withoutClaimed } from './open-attempts.js';
import { searchSentMessages } from './search-sent-messages.js';
import { UnconfirmedSends } from './unconfirmed-sends.js';

type Found = 'echo' | 'search' | 'status';

/**
 * Finds out what became of attempts without an answer: by the echo that Evolution sends of every message, then by searching
 * its store, then by a status that can be of no other message. What is found is `sent`.
 */
@Injectable()
export class ReconcileSends {
  private readonly logger = new Logger(ReconcileSends.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
    private readonly unconfirmed: UnconfirmedSends,
  ) {}

  /** With the echoes at hand. Any replica may do it, at any time. */
  async matchEchoes(numberId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const echoes = await findUnclaimedEchoes(tx, numberId);
      if (echoes.length > 0) await this.settleMatches(tx, numberId, echoes, 'echo');
    });
  }

  /** With messages of ours that were found for another reason. */
  async matchFound(numberId: string, messages: UnclaimedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.database.transaction(async (tx) => {
      await this.settleMatches(tx, numberId, await withoutClaimed(tx, numberId, messages), 'search');
    });
  }

  /** Searches Evolution when a search is due. @throws what the call to Evolution throws; then it stays due */
  async look(numberId: string, api: EvolutionApi, instance: string): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: string; looks: number; startedAt: Date }>(
      `SELECT c.id, c.looks, a.started_at AS "startedAt" FROM send_command c JOIN send_attempt a ON a.command_id = c.id AND a.number = c.attempts
       WHERE c.number_id = $1 AND c.state = 'unknown' AND c.settled_at IS NULL AND c.next_look_at <= $2`,
      [numberId, now],
    );
    if (due.length === 0) return;
    await this.matchEchoes(numberId);
    const since = new Date(Math.min(...due.map(({ startedAt }) => Number(startedAt))));
    const found = await searchSentMessages(api, instance, since);
    await this.database.transaction(async (tx) => {
      await this.settleMatches(tx, numberId, await withoutClaimed(tx, numberId, found), 'search');
      const last = due.filter(({ looks }) => isLastLook(looks)).map(({ id }) => id);
      if (last.length > 0) await this.settleByStatus(tx, numberId, last, found);
      await this.unconfirmed.execute(
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

  /** What the search has found is known by its content, and was none of ours. */
  private async settleByStatus(
    tx: Transaction,
    numberId: string,
    last: string[],
    found: UnclaimedMessage[],
  ): Promise<void> {
    const attempts = await findUndecided(tx, numberId, this.clock.now());
    const known = new Set(found.map(({ whatsappId }) => whatsappId));
    const statuses = await findUnclaimedStatuses(tx, numberId);
    const matches = matchStatuses(
      attempts,
      statuses.filter(({ whatsappId }) => !known.has(whatsappId)),
    );
    for (const match of matches) if (last.includes(match.commandId)) await this.settle(tx, numberId, match, 'status');
  }

  private async settle(tx: Transaction, numberId: string, match: Match, how: Found): Promise<void> {
    const now = this.clock.now();
    const [command] = await tx.query<{ id: string; numberId: string; revision: number; attempts: number }>(
      `UPDATE send_command SET state = 'sent', revision = revision + 1, whatsapp_id = $2, settled_at = $3, next_look_at = NULL, next_ack_check_at = $4
       WHERE id = $1 AND state = 'unknown' RETURNING id, number_id AS "numberId", revision, attempts`,
      [match.commandId, match.whatsappId, now, firstAckCheck(now)],
    );
    if (command === undefined) return;
    tx.write(`UPDATE send_attempt SET whatsapp_id = $3, outcome = 'sent' WHERE command_id = $1 AND number = $2`, [
      command.id,
      command.attempts,
      match.whatsappId,
    ]);
    tx.write('DELETE FROM unclaimed_echo WHERE number_id = $1 AND whatsapp_id = $2', [numberId, match.whatsappId]);
    const { whatsappId, remoteJid } = match;
    writeOutbox(tx, [sendResult(command, 'sent', now, { whatsappId, remoteJid })]);
    tx.afterCommit(() => {
      this.relay.wake();
      this.metrics.countReconciliation(how);
      this.logger.log('a send without an answer was found', { commandId: command.id, how });
    });
  }
}
