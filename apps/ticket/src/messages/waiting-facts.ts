import type { Transaction } from '@bkcrm/database';
import type { MessageChange } from './domain/apply-facts.js';
import type { ReactionChange } from './reactions.js';

/** A change to a message named by its WhatsApp id. */
export interface Targeted {
  numberId: string;
  whatsappId: string;
  /** Whether the message is ours; undefined when the webhook does not tell. */
  fromMe: boolean | undefined;
  change: MessageChange | ReactionChange;
}

const keyOf = ({ fromMe, change }: Targeted): string => {
  const side = fromMe === undefined ? '?' : fromMe ? 'out' : 'in';
  if (change.type === 'status') return `status:${change.status}`;
  if (change.type === 'edit') return `edit:${side}:${change.editedAt.toISOString()}:${change.hash}`;
  if (change.type === 'reaction') return `reaction:${side}:${change.by}:${change.at.toISOString()}:${change.emoji}`;
  return `${change.type}:${side}`;
};

/** Keeps changes for messages that have not arrived. The message ids are locked by the caller. */
export function storeWaiting(tx: Transaction, waiting: Targeted[]): void {
  if (waiting.length === 0) return;
  tx.write(
    `INSERT INTO waiting_fact (number_id, whatsapp_id, fact_key, fact)
     SELECT "numberId", "whatsappId", key, fact FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text, key text, fact jsonb)
     ON CONFLICT DO NOTHING`,
    [
      JSON.stringify(
        waiting.map((fact) => ({ numberId: fact.numberId, whatsappId: fact.whatsappId, key: keyOf(fact), fact })),
      ),
    ],
  );
}

/** Takes what waits for these messages out of the table. The message ids are locked by the caller. */
export async function takeWaiting(
  tx: Transaction,
  ids: { numberId: string; whatsappId: string }[],
): Promise<Targeted[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ fact: Targeted }>(
    `DELETE FROM waiting_fact w USING unnest($1::uuid[], $2::text[]) AS k(number_id, whatsapp_id)
     WHERE w.number_id = k.number_id AND w.whatsapp_id = k.whatsapp_id RETURNING w.fact`,
    [ids.map((id) => id.numberId), ids.map((id) => id.whatsappId)],
  );
  return rows.map(({ fact }) => revive(fact));
}

/** JSON knows no dates. */
function revive(fact: Targeted): Targeted {
  const { change } = fact;
  if (change.type === 'edit') return { ...fact, change: { ...change, editedAt: new Date(change.editedAt) } };
  if (change.type === 'call') return { ...fact, change: { ...change, sentAt: new Date(change.sentAt) } };
  if (change.type === 'deletion' || change.type === 'reaction')
    return { ...fact, change: { ...change, at: new Date(change.at) } };
  return fact;
}
