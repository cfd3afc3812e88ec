import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

export interface SeenMessage {
  numberId: string;
  whatsappId: string;
  remoteJid?: string;
  /** Written on the phone or by another program. */
  isForeign: boolean;
}

/**
 * Keeps which messages of ours there are, by their statuses, for numbers that have an undecided attempt. Whether one of them was
 * written elsewhere may be learnt before or after.
 */
@Injectable()
export class CollectStatuses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(messages: SeenMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.database.query(
      `INSERT INTO unclaimed_status (number_id, whatsapp_id, remote_jid, is_foreign, received_at)
       SELECT "numberId", "whatsappId", max("remoteJid"), bool_or("isForeign"), $2
       FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text, "remoteJid" text, "isForeign" boolean)
       WHERE EXISTS (SELECT 1 FROM send_command c WHERE c.number_id = r."numberId" AND c.settled_at IS NULL AND c.state IN ('unknown', 'sending'))
         AND NOT EXISTS (SELECT 1 FROM send_attempt a WHERE a.number_id = r."numberId" AND a.whatsapp_id = r."whatsappId")
       GROUP BY "numberId", "whatsappId" ORDER BY "numberId", "whatsappId"
       ON CONFLICT (number_id, whatsapp_id) DO UPDATE SET is_foreign = true WHERE excluded.is_foreign`,
      [JSON.stringify(messages), this.clock.now()],
    );
  }
}
