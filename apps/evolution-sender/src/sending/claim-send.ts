import type { OutboundContent, QuotedReference } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { Lease } from '../leases/lease.js';
import type { BucketLevel } from '@bkcrm/token-bucket';

/** An attempt that is ours to make. */
export interface ClaimedSend {
  id: string;
  numberId: string;
  conversationId: string;
  /** Where the number is, and Evolution's name of it, at this moment. */
  serverId: string;
  instanceName: string;
  recipient: string;
  content: OutboundContent;
  quoted: QuotedReference | null;
  /** What is known here of the message that an act is about, when it was sent from here. */
  target: { whatsappId: string | null; remoteJid: string | null } | null;
  revision: number;
  /** Number of this attempt. */
  attempts: number;
  /** W3C trace context of its order. */
  traceparent: string | null;
}

/** Somebody else works the number now. */
export class LeaseLost extends Error {
  constructor(numberId: string) {
    super(`the lease of number ${numberId} is lost`);
    this.name = 'LeaseLost';
  }
}

/**
 * Takes a command for one attempt. Before the first byte leaves, all of this is committed: the command is `sending`, the attempt
 * has its row, the token is spent. The lease row stays locked until then, so that no other replica can have taken the number meanwhile.
 * One statement, which is a transaction by itself: there is one for each message.
 */
@Injectable()
export class ClaimSend {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Undefined when the command is not to be sent now: settled, cancelled, expired, or not the oldest of its conversation. Only the level
   * in the row is too low then; the queue goes by its own.
   * @throws LeaseLost
   */
  async execute(lease: Lease, commandId: string, levelAfter: BucketLevel): Promise<ClaimedSend | undefined> {
    const [row] = await this.database.query<{ isHeld: boolean; command: ClaimedSend | null }>(
      `WITH held AS (
         UPDATE number_lease SET tokens = $3, tokens_at = $4
         WHERE number_id = $5 AND token = $6 AND expires_at > now() AND epoch = database_epoch() RETURNING token),
       taken AS (
         UPDATE send_command c SET state = 'sending', held = NULL, revision = revision + 1, attempts = attempts + 1
         FROM number n WHERE n.id = c.number_id AND c.id = $1 AND EXISTS (SELECT 1 FROM held)
           AND c.state = 'queued' AND NOT c.cancel_wanted AND expires_at > $2
           AND n.task IS NULL AND n.trouble IS DISTINCT FROM 'another-account' AND NOT EXISTS (
           SELECT 1 FROM send_command earlier WHERE earlier.number_id = c.number_id AND earlier.conversation_id = c.conversation_id
             AND earlier.settled_at IS NULL AND (earlier.position, earlier.id) < (c.position, c.id))
         RETURNING c.id, c.number_id AS "numberId", c.conversation_id AS "conversationId", c.recipient, c.content, c.quoted, c.revision,
           (SELECT json_build_object('whatsappId', t.whatsapp_id, 'remoteJid', t.remote_jid) FROM send_command t
              WHERE t.id = (c.content->'target'->>'messageId')::uuid) AS target,
           c.attempts, c.traceparent, n.server_id AS "serverId", n.instance_name AS "instanceName"),
       attempt AS (
         INSERT INTO send_attempt (command_id, number, number_id, lease_token, started_at)
         SELECT taken.id, taken.attempts, taken."numberId", $6, $2 FROM taken)
       SELECT EXISTS (SELECT 1 FROM held) AS "isHeld", (SELECT to_json(taken) FROM taken) AS command`,
      [commandId, this.clock.now(), levelAfter.tokens, new Date(levelAfter.at), lease.numberId, lease.token],
    );
    if (row?.isHeld !== true) throw new LeaseLost(lease.numberId);
    return row.command ?? undefined;
  }
}
