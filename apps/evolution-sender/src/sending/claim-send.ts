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
 */
@Injectable()
export class ClaimSend {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Undefined when the command is not to be sent now: settled, cancelled, expired, or not the oldest of its conversation.
   * @throws LeaseLost
   */
  async execute(lease: Lease, commandId: string, levelAfter: BucketLevel): Promise<ClaimedSend | undefined> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const taking = tx.query<ClaimedSend>(
        `UPDATE send_command c SET state = 'sending', held = NULL, revision = revision + 1, attempts = attempts + 1
         FROM number n WHERE n.id = c.number_id AND c.id = $1 AND c.state = 'queued' AND NOT c.cancel_wanted AND expires_at > $2
           AND n.task IS NULL AND n.trouble IS DISTINCT FROM 'another-account' AND NOT EXISTS (
           SELECT 1 FROM send_command earlier WHERE earlier.number_id = c.number_id AND earlier.conversation_id = c.conversation_id
             AND earlier.settled_at IS NULL AND (earlier.position, earlier.id) < (c.position, c.id))
         RETURNING c.id, c.number_id AS "numberId", c.conversation_id AS "conversationId", c.recipient, c.content, c.quoted, c.revision,
           (SELECT json_build_object('whatsappId', t.whatsapp_id, 'remoteJid', t.remote_jid) FROM send_command t
              WHERE t.id = (c.content->'target'->>'messageId')::uuid) AS target,
           c.attempts, c.traceparent, n.server_id AS "serverId", n.instance_name AS "instanceName"`,
        [commandId, now],
      );
      // Sent along with it. Of a command that is not to be sent only the row's level is too low then; the queue goes by its own.
      const holding = tx.query(
        `UPDATE number_lease SET tokens = $3, tokens_at = $4 WHERE number_id = $1 AND token = $2 AND expires_at > now() AND epoch = database_epoch() RETURNING 1`,
        [lease.numberId, lease.token, levelAfter.tokens, new Date(levelAfter.at)],
      );
      const [[command], [held]] = await Promise.all([taking, holding]);
      if (held === undefined) throw new LeaseLost(lease.numberId);
      if (command === undefined) return undefined;
      tx.write(
        'INSERT INTO send_attempt (command_id, number, number_id, lease_token, started_at) VALUES ($1, $2, $3, $4, $5)',
        [command.id, command.attempts, command.numberId, lease.token, now],
      );
      return command;
    });
  }
}
