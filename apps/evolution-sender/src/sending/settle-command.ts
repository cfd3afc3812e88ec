import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { claimEcho } from '../reconciliation/claim-echo.js';
import { settleByEchoes } from '../reconciliation/settle-by-echoes.js';
import type { ClaimedCommand } from './claim-command.js';
import { backoff } from './domain/backoff.js';
import type { Pause, SendOutcome } from './domain/classify-send.js';
import { secondsToNextLook } from './domain/looks.js';
import { reportResults, standingColumns } from './report-results.js';
import type { CommandStanding } from './report-results.js';

/** Writes down what a send has come to: the command, the attempt, the result for ticket, and the number's pause, in one transaction. */
@Injectable()
export class SettleCommand {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(command: ClaimedCommand, outcome: SendOutcome, detail: string): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const standing = await settle(tx, command, outcome);
      await tx.query('UPDATE send_attempt SET finished_at = now(), outcome = $2, detail = $3 WHERE id = $1', [
        command.attemptId,
        outcome.kind,
        detail,
      ]);
      if (standing !== undefined && outcome.kind !== 'held') await reportResults(tx, [standing], now);
      await settleByEchoes(tx, command.numberId, now);
      if ('pause' in outcome) await pauseNumber(tx, command.numberId, outcome.pause);
      await failpoint('s5');
    });
    await failpoint('s6');
    this.relay.wake();
  }
}

/** Undefined when somebody settled it before: an echo, or whoever took the number over. */
async function settle(
  tx: Transaction,
  command: ClaimedCommand,
  outcome: SendOutcome,
): Promise<CommandStanding | undefined> {
  const change = (sql: string, from: string, ...values: unknown[]): Promise<CommandStanding[]> =>
    tx.query<CommandStanding>(
      `UPDATE send_command SET ${sql} WHERE id = $1 AND state IN (${from}) RETURNING ${standingColumns}`,
      [command.id, ...values],
    );
  switch (outcome.kind) {
    case 'sent': {
      // An answer that comes after a take-over is as good as any.
      const [standing] = await change(
        `state = 'sent', revision = revision + 1, failure = NULL, whatsapp_id = $2`,
        `'sending', 'unknown'`,
        outcome.whatsappId,
      );
      await claimEcho(tx, command, outcome);
      return standing && { ...standing, remoteJid: outcome.remoteJid };
    }
    case 'failed': {
      const failure = JSON.stringify({ code: outcome.code, message: outcome.message });
      const sql = `state = 'failed', revision = revision + 1, failure = $2`;
      return (await change(sql, `'sending', 'unknown'`, failure))[0];
    }
    case 'unknown': {
      const failure = JSON.stringify({ code: outcome.code, message: outcome.message });
      const sql = `state = 'unknown', revision = revision + 1, failure = $2, next_attempt_at = now() + make_interval(secs => $3)`;
      return (await change(sql, `'sending'`, failure, secondsToNextLook(0)))[0];
    }
    default: {
      const seconds = backoff(command.ordinal, Math.random()) / 1_000;
      const sql = `state = 'queued', next_attempt_at = now() + make_interval(secs => $2)`;
      return (await change(sql, `'sending'`, seconds))[0];
    }
  }
}

async function pauseNumber(tx: Transaction, numberId: string, { reason, seconds }: Pause): Promise<void> {
  await tx.query(
    `UPDATE number SET pause_reason = $2, paused_until = greatest(paused_until, now() + make_interval(secs => $3)) WHERE id = $1`,
    [numberId, reason, seconds],
  );
}
