import { headers } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { field } from '../evolution-api/domain/exchange.js';
import { readSentMessage } from './domain/read-sent-message.js';
import { settleByEchoes } from './settle-by-echoes.js';

/** Remembers what Evolution says went out, and settles the unknown commands that it proves delivered. */
@Injectable()
export class StoreEchoes {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(deliveries: Delivery[]): Promise<void> {
    const echoes = deliveries.flatMap(readEchoes);
    if (echoes.length === 0) return;
    const settled = await this.database.transaction(async (tx) => {
      const numbers = await tx.query<{ numberId: string }>(
        `INSERT INTO seen_echo (number_id, whatsapp_id, remote_jid, text)
         SELECT DISTINCT ON (n.id, r."whatsappId") n.id, r."whatsappId", r."remoteJid", r.text
         FROM jsonb_to_recordset($1::jsonb) AS r(instance text, "whatsappId" text, "remoteJid" text, text text)
         JOIN number n ON n.instance_name = r.instance
         ORDER BY n.id, r."whatsappId"
         ON CONFLICT (number_id, whatsapp_id) DO NOTHING RETURNING number_id AS "numberId"`,
        [JSON.stringify(echoes)],
      );
      let settled = 0;
      for (const numberId of new Set(numbers.map((row) => row.numberId)))
        settled += await settleByEchoes(tx, numberId, this.clock.now());
      return settled;
    });
    if (settled > 0) this.relay.wake();
  }
}

/** What carries no secret of ours proves nothing. */
function readEchoes({ headers: given, body }: Delivery): object[] {
  if (String(given[headers.unauthenticated]) === 'true') return [];
  const instance = field(body, 'instance');
  const data = field(body, 'data');
  return (Array.isArray(data) ? data : [data]).flatMap((record: unknown) => {
    const message = readSentMessage(record);
    return message === undefined ? [] : [{ instance, ...message }];
  });
}
