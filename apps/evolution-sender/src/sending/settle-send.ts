import { isAct } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay, outboxInsertion, outboxValue } from '@bkcrm/outbox';
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
 * Writes down what an attempt came to: state, attempt and result in one statement, which is a transaction by itself. An attempt that somebody else declared
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

  /** @returns whether anything is left to do in the conversation */
  async execute(claim: ClaimedSend, outcome: SendOutcome, httpStatus?: number): Promise<boolean> {
    const hasMore = await this.settleOnce(claim, outcome, httpStatus);
    await failpoint('s6');
    this.relay.wake();
    await failpoint('s7');
    return hasMore;
  }

  /** Of two attempts that claim the same WhatsApp message one knows nothing. */
  private async settleOnce(claim: ClaimedSend, outcome: SendOutcome, httpStatus?: number): Promise<boolean> {
    try {
      return await this.settle(claim, outcome, httpStatus);
    } catch (error) {
      if (!isUniqueViolation(error, 'send_attempt_claim')) throw error;
      this.logger.error('two attempts claim the same WhatsApp message', { commandId: claim.id });
      return this.settle(claim, { kind: 'unknown' }, httpStatus);
    }
  }

  private async settle(claim: ClaimedSend, outcome: SendOutcome, httpStatus?: number): Promise<boolean> {
    const now = this.clock.now();
    const next = nextState(outcome, claim.attempts, now);
    const { id, numberId, revision } = claim;
    const [left] = await this.database.query<{ hasMore: boolean }>(
      `WITH settled AS (
         UPDATE send_command SET state = $3, settled_at = $4, whatsapp_id = coalesce($5, whatsapp_id),
           next_attempt_at = coalesce($6, next_attempt_at), next_look_at = $7, looks = 0, next_ack_check_at = CASE WHEN NOT repeatable THEN $8::timestamptz END,
           remote_jid = coalesce($9, remote_jid), revision = revision + 1
         WHERE id = $1 AND attempts = $2 AND (state = 'sending' OR (state = 'unknown' AND ($3 IN ('sent', 'failed') OR ($3 = 'queued' AND settled_at IS NULL))))
         RETURNING id, number_id, revision),
       attempt AS (
         UPDATE send_attempt a SET finished_at = $10, outcome = $11, http_status = $12, whatsapp_id = $5, error = $13
         FROM settled WHERE a.command_id = settled.id AND a.number = $2),
       echo AS (DELETE FROM unclaimed_echo e USING settled WHERE e.number_id = settled.number_id AND e.whatsapp_id = $5),
       told AS (${outboxInsertion('$14', { among: 'settled, ', body: `r.body || jsonb_build_object('revision', settled.revision)` })})
       SELECT $4::timestamptz IS NULL OR EXISTS (
         SELECT 1 FROM send_command WHERE number_id = $15 AND conversation_id = $16 AND settled_at IS NULL AND id <> $1) AS "hasMore"`,
      [
        id,
        claim.attempts,
        next.state,
        next.settledAt,
        next.whatsappId ?? null,
        next.nextAttemptAt ?? null,
        next.nextLookAt ?? null,
        next.state === 'sent' && !isAct(claim.content) ? firstAckCheck(now) : null,
        next.remoteJid ?? null,
        now,
        outcome.kind,
        httpStatus ?? null,
        errorOf(outcome),
        // Part of the trace of the attempt, not of the order; the revision is put in where it is known.
        outboxValue([sendResult({ id, numberId, revision }, next.state, now, detailsOf(outcome))]),
        numberId,
        claim.conversationId,
      ],
    );
    return left?.hasMore ?? true;
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
