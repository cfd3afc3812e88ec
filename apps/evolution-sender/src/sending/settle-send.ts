import { isAct } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { firstAckCheck } from '../acknowledgements/domain/acknowledgement-schedule.js';
import { firstLook } from '../reconciliation/domain/look-schedule.js';
import type { ClaimedSend } from './claim-send.js';
import { backoff } from './domain/backoff.js';
import type { SendOutcome } from './domain/classify-answer.js';
import { reasons, sendResult } from './send-results.js';

/** Where the command stands afterwards. */
interface NextState {
  state: 'queued' | 'sent' | 'failed' | 'unknown';
  settledAt: Date | null;
  whatsappId?: string;
  remoteJid?: string;
  nextAttemptAt?: Date;
  nextLookAt?: Date;
}

/**
 * Writes down what an attempt came to: state, attempt and result in one transaction. An attempt that somebody else declared
 * `unknown` meanwhile (this process was thought to be dead) is still settled by its answer: the answer knows best.
 */
@Injectable()
export class SettleSend {
  private readonly logger = new Logger(SettleSend.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(claim: ClaimedSend, outcome: SendOutcome, httpStatus?: number): Promise<void> {
    try {
      await this.database.transaction((tx) => this.settle(tx, claim, outcome, httpStatus));
    } catch (error) {
      if (!isUniqueViolation(error, 'send_attempt_claim')) throw error;
      this.logger.error('two attempts claim the same WhatsApp message', { commandId: claim.id });
      await this.database.transaction((tx) => this.settle(tx, claim, { kind: 'unknown' }, httpStatus));
    }
    await failpoint('s6');
    this.relay.wake();
    await failpoint('s7');
  }

  private async settle(tx: Transaction, claim: ClaimedSend, outcome: SendOutcome, httpStatus?: number): Promise<void> {
    const now = this.clock.now();
    const next = nextState(outcome, claim.attempts, now);
    // The rows in the order in which the claim takes them: the command first.
    const [command] = await tx.query<{ id: string; numberId: string; revision: number }>(
      `UPDATE send_command SET state = $3, settled_at = $4, whatsapp_id = coalesce($5, whatsapp_id),
         next_attempt_at = coalesce($6, next_attempt_at), next_look_at = $7, looks = 0, next_ack_check_at = CASE WHEN NOT repeatable THEN $8::timestamptz END,
         remote_jid = coalesce($9, remote_jid), revision = revision + 1
       WHERE id = $1 AND attempts = $2 AND (state = 'sending' OR (state = 'unknown' AND ($3 IN ('sent', 'failed') OR ($3 = 'queued' AND settled_at IS NULL))))
       RETURNING id, number_id AS "numberId", revision`,
      [
        claim.id,
        claim.attempts,
        next.state,
        next.settledAt,
        next.whatsappId ?? null,
        next.nextAttemptAt ?? null,
        next.nextLookAt ?? null,
        next.state === 'sent' && !isAct(claim.content) ? firstAckCheck(now) : null,
        next.remoteJid ?? null,
      ],
    );
    if (command === undefined) return;
    tx.write(
      `UPDATE send_attempt SET finished_at = $3, outcome = $4, http_status = $5, whatsapp_id = $6, error = $7
       WHERE command_id = $1 AND number = $2`,
      [claim.id, claim.attempts, now, outcome.kind, httpStatus ?? null, next.whatsappId ?? null, errorOf(outcome)],
    );
    if (next.whatsappId !== undefined) {
      tx.write('DELETE FROM unclaimed_echo WHERE number_id = $1 AND whatsapp_id = $2', [
        claim.numberId,
        next.whatsappId,
      ]);
    }
    writeOutbox(tx, [sendResult(command, next.state, now, detailsOf(outcome))]);
  }
}

function nextState(outcome: SendOutcome, attempts: number, now: Date): NextState {
  if (outcome.kind === 'sent')
    return { state: 'sent', settledAt: now, whatsappId: outcome.whatsappId, remoteJid: outcome.remoteJid };
  if (outcome.kind === 'failed') return { state: 'failed', settledAt: now };
  if (outcome.kind === 'unknown') return { state: 'unknown', settledAt: null, nextLookAt: firstLook(now) };
  const wait = Math.max(outcome.retryAfterMs ?? 0, backoff(attempts, Math.random()));
  return { state: 'queued', settledAt: null, nextAttemptAt: new Date(Number(now) + wait) };
}

function detailsOf(outcome: SendOutcome): Parameters<typeof sendResult>[3] {
  if (outcome.kind === 'sent') return { whatsappId: outcome.whatsappId, remoteJid: outcome.remoteJid };
  if (outcome.kind === 'failed') return { reason: { code: outcome.code, message: outcome.message } };
  return outcome.kind === 'unknown' ? { reason: reasons.lookingForIt } : {};
}

function errorOf(outcome: SendOutcome): string | null {
  if (outcome.kind === 'sent') return null;
  return outcome.kind === 'failed' ? outcome.code : (outcome.trouble ?? 'unreadable');
}
