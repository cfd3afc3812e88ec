import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import type { FoundMessage } from '../evolution-api/read-answers.js';
import { ReconcileSends } from './reconcile-sends.js';

export interface Echo {
  numberId: string;
  message: FoundMessage;
}

/** Keeps the echoes of numbers that have an undecided attempt; the echoes of all others are of no use here. */
@Injectable()
export class CollectEchoes {
  constructor(
    private readonly database: Database,
    private readonly reconcile: ReconcileSends,
  ) {}

  async execute(echoes: Echo[]): Promise<void> {
    const rows = echoes.map(({ numberId, message }) => {
      const { whatsappId, remoteJid, remoteJidAlt, content, sentAt } = message;
      return { numberId, whatsappId, remoteJid, remoteJidAlt, content, sentAt };
    });
    const kept = await this.database.query<{ number_id: string }>(
      `INSERT INTO unclaimed_echo (number_id, whatsapp_id, remote_jid, remote_jid_alt, content, sent_at)
       SELECT "numberId", "whatsappId", "remoteJid", "remoteJidAlt", content, "sentAt"
       FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text, "remoteJid" text, "remoteJidAlt" text, content jsonb, "sentAt" timestamptz)
       WHERE EXISTS (SELECT 1 FROM send_command c WHERE c.number_id = r."numberId" AND (c.state = 'unknown' OR (c.settled_at IS NULL AND c.state = 'sending')))
         AND NOT EXISTS (SELECT 1 FROM send_attempt a WHERE a.number_id = r."numberId" AND a.whatsapp_id = r."whatsappId")
       ON CONFLICT DO NOTHING RETURNING number_id`,
      [JSON.stringify(rows)],
    );
    for (const numberId of new Set(kept.map((row) => row.number_id))) await this.reconcile.matchEchoes(numberId);
  }
}
