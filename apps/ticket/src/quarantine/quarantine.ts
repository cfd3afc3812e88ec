import { headers } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { ReadDelivery } from '../inbound/read-delivery.js';

/** Keeps webhooks that name a number nobody knows, or that carried no secret, until the number is known. The same one twice is one row; one that was replayed in vain is counted once more. */
export async function quarantine(tx: Transaction, deliveries: ReadDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query(
    `INSERT INTO quarantined_event (id, instance, event, reason, body, headers, count)
     SELECT id, instance, event, reason, decode(body, 'base64'), headers, count
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, instance text, event text, reason text, body text, headers jsonb, count int)
     ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body, count = EXCLUDED.count WHERE quarantined_event.count < EXCLUDED.count`,
    [
      JSON.stringify(
        deliveries.map(({ delivery, instance, event, unauthenticated }) => ({
          id: delivery.messageId,
          instance,
          event,
          reason: unauthenticated ? 'no secret' : 'unknown number',
          body: delivery.raw.toString('base64'),
          headers: { ...delivery.headers, routingKey: delivery.routingKey },
          count: Number(delivery.headers[headers.replays] ?? 0) + 1,
        })),
      ),
    ],
  );
}
