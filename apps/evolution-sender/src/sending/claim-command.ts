import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { SenderConfig } from '../app.config.js';
import type { TextToSend } from '../evolution-api/evolution-api.js';
import type { Lease } from '../leases/number-leases.js';
import { looksAtMost } from './domain/looks.js';
import { takeToken } from './domain/token-bucket.js';
import { reportResults, standingColumns } from './report-results.js';
import type { CommandStanding } from './report-results.js';

/** A command that is ours to send, once. */
export interface ClaimedCommand extends TextToSend {
  id: string;
  numberId: string;
  conversationId: string;
  instanceName: string;
  attemptId: string;
  /** From 1. */
  ordinal: number;
}

export type Claim =
  | { kind: 'claimed'; command: ClaimedCommand }
  /** The number's allowance is used up. */
  | { kind: 'wait'; milliseconds: number }
  | { kind: 'nothing' }
  /** The lease is no longer ours. */
  | { kind: 'lost' };

interface NumberRow {
  instanceName: string;
  bucketLevel: number | null;
  bucketAt: Date | null;
  ready: boolean;
}

type CommandRow = CommandStanding & Omit<ClaimedCommand, 'instanceName' | 'attemptId' | 'ordinal'>;

/** Takes the next command of a number, conversations in turn. It is committed as being sent before a byte of it leaves. */
@Injectable()
export class ClaimCommand {
  constructor(
    private readonly database: Database,
    private readonly config: SenderConfig,
    private readonly clock: Clock,
  ) {}

  /** @param afterConversation the one served last: those behind it come first */
  async execute(lease: Lease, afterConversation: string | null): Promise<Claim> {
    return this.database.transaction(async (tx) => {
      const number = await lockNumber(tx, lease);
      if (number === undefined) return { kind: 'lost' };
      if (!number.ready) return { kind: 'nothing' };
      const now = this.clock.now();
      const { bucketLevel, bucketAt } = number;
      const level = bucketLevel === null || bucketAt === null ? null : { tokens: bucketLevel, at: Number(bucketAt) };
      const token = takeToken(level, { rate: this.config.SEND_RATE, burst: this.config.SEND_BURST }, Number(now));
      if (!token.taken) return { kind: 'wait', milliseconds: token.waitMs };
      const row = await claimNext(tx, lease, afterConversation);
      if (row === undefined) return { kind: 'nothing' };
      await tx.query('UPDATE number SET bucket_level = $2, bucket_at = $3 WHERE id = $1', [
        lease.numberId,
        token.level.tokens,
        now,
      ]);
      const attemptId = uuid();
      const ordinal = await insertAttempt(tx, attemptId, row.id);
      await reportResults(tx, [row], now);
      return { kind: 'claimed', command: { ...row, instanceName: number.instanceName, attemptId, ordinal } };
    });
  }
}

/** Holding the lease's row, so that nobody takes the number over before this transaction has ended. */
async function lockNumber(tx: Transaction, { numberId, token }: Lease): Promise<NumberRow | undefined> {
  const [row] = await tx.query<NumberRow>(
    `SELECT n.instance_name AS "instanceName", n.bucket_level AS "bucketLevel", n.bucket_at AS "bucketAt",
       n.state = 'open' AND (n.paused_until IS NULL OR n.paused_until <= now()) AS ready
     FROM number n JOIN number_lease l ON l.number_id = n.id
     WHERE n.id = $1 AND l.token = $2 AND l.expires_at > now()
     FOR NO KEY UPDATE OF n FOR SHARE OF l`,
    [numberId, token],
  );
  return row;
}

/** The oldest unsettled command of a conversation holds back the later ones, also while it is being sent or looked for. */
async function claimNext(tx: Transaction, lease: Lease, after: string | null): Promise<CommandRow | undefined> {
  const [row] = await tx.query<CommandRow>(
    `WITH heads AS (
       SELECT DISTINCT ON (conversation_id) id, conversation_id, state, next_attempt_at, expires_at
       FROM send_command
       WHERE number_id = $1 AND state IN ('queued', 'sending', 'unknown') AND (state <> 'unknown' OR looks < $3)
       ORDER BY conversation_id, position
     )
     UPDATE send_command SET state = 'sending', revision = revision + 1, failure = NULL
     WHERE state = 'queued' AND id = (
       SELECT id FROM heads WHERE state = 'queued' AND next_attempt_at <= now() AND expires_at > now()
       ORDER BY conversation_id > $2 DESC, conversation_id LIMIT 1
     )
     RETURNING ${standingColumns}, conversation_id AS "conversationId", recipient, text, quoted`,
    [lease.numberId, after ?? '00000000-0000-0000-0000-000000000000', looksAtMost],
  );
  return row;
}

async function insertAttempt(tx: Transaction, attemptId: string, commandId: string): Promise<number> {
  const [row] = await tx.query<{ ordinal: number }>(
    `INSERT INTO send_attempt (id, command_id, ordinal)
     SELECT $1, $2, count(*)::int + 1 FROM send_attempt WHERE command_id = $2 RETURNING ordinal`,
    [attemptId, commandId],
  );
  return row?.ordinal ?? 1;
}
