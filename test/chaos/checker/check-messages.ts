import { isTaken } from '../ledger.js';
import type { Evidence, StoredMessage, Violation } from './evidence.js';

/** The direction is part of the key: a contact can use an id that we use. */
const keyOf = (instance: string, fromMe: boolean, id: string): string => `${instance}/${fromMe ? 'out' : 'in'}/${id}`;
const keysOf = (instance: string, id: string): string[] => [true, false].map((fromMe) => keyOf(instance, fromMe, id));

/** What was answered 2xx, and what Evolution told nobody but still has, is stored, or kept with a reason. */
export function findLost({ webhooks, written, stored, quarantined, deadLetters }: Evidence): Violation[] {
  const kept = new Set(
    stored.flatMap(({ instance, fromMe, whatsappId }) =>
      whatsappId === null ? [] : [keyOf(instance, fromMe, whatsappId)],
    ),
  );
  const elsewhere = [...quarantined, ...deadLetters.filter(({ reason }) => reason !== '').map(({ body }) => body)];
  const taken = webhooks.filter((webhook) => isTaken(webhook) && tellsOfMessage(webhook.event));
  const wanted = new Map<string, { instance: string; id: string; why: string }>();
  for (const { instance, id } of written) wanted.set(`${instance}/${id}`, { instance, id, why: 'written' });
  for (const { instance, id } of taken) {
    if (id !== null) wanted.set(`${instance}/${id}`, { instance, id, why: 'answered 2xx' });
  }
  return [...wanted.values()]
    .filter(({ instance, id }) => !keysOf(instance, id).some((key) => kept.has(key)))
    .filter(({ id }) => !elsewhere.some((body) => body.includes(id)))
    .map(({ instance, id, why }) => ({ rule: 'lost', id, detail: `${why} on ${instance}, stored nowhere` }));
}

const tellsOfMessage = (event: string): boolean => event === 'messages.upsert' || event === 'send.message';

/** One row for each message of WhatsApp. */
export function findDuplicated({ stored }: Evidence): Violation[] {
  const rows = new Map<string, StoredMessage[]>();
  for (const message of stored) {
    if (message.whatsappId === null) continue;
    const key = keyOf(message.instance, message.fromMe, message.whatsappId);
    rows.set(key, [...(rows.get(key) ?? []), message]);
  }
  return [...rows.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      rule: 'duplicated',
      id: same[0]?.whatsappId ?? '',
      detail: `${same.length} rows: ${same.map(({ id }) => id).join(', ')}`,
    }));
}

/** An edit or a deletion that was answered 2xx shows. */
export function findUnchanged({ changes, webhooks, stored }: Evidence): Violation[] {
  const told = new Set(webhooks.filter((one) => isTaken(one) && one.event === 'messages.edited').map(({ id }) => id));
  const found = new Map(stored.map((message) => [`${message.instance}/${message.whatsappId}`, message]));
  return changes
    .filter(({ id }) => told.has(id))
    .flatMap(({ instance, id, kind, text }) => {
      const message = found.get(`${instance}/${id}`);
      if (message === undefined) return [];
      const shows = kind === 'deletion' ? message.deleted : message.text === text;
      return shows ? [] : [{ rule: 'unchanged', id, detail: `the ${kind} on ${instance} does not show` }];
    });
}

/** Highest status that was delivered about a message of ours, by WhatsApp's words. */
const ranks: Record<string, number> = { SERVER_ACK: 1, DELIVERY_ACK: 2, READ: 3, PLAYED: 4 };
/** The same of ours; what is not here ended otherwise. */
const storedRanks: Record<string, number> = { sent: 1, delivered: 2, read: 3, played: 4 };

/** The final status of a message is not below the highest that was delivered; above it is what a back-fill found. */
export function findWrongStatuses({ webhooks, stored }: Evidence): Violation[] {
  const delivered = new Map<string, number>();
  for (const webhook of webhooks) {
    const rank = ranks[webhook.messageStatus ?? ''];
    if (rank === undefined || !isTaken(webhook)) continue;
    const key = `${webhook.instance}/${webhook.id}`;
    delivered.set(key, Math.max(rank, delivered.get(key) ?? 0));
  }
  return stored
    .filter(({ fromMe }) => fromMe)
    .flatMap(({ instance, whatsappId, status }) => {
      const highest = delivered.get(`${instance}/${whatsappId}`);
      if (highest === undefined || (storedRanks[status] ?? 0) >= highest) return [];
      return [
        {
          rule: 'status',
          id: whatsappId ?? '',
          detail: `is ${status}, delivered was rank ${highest} of ${JSON.stringify(ranks)}`,
        },
      ];
    });
}

export function findSecondTickets({ secondOpenTickets }: Evidence): Violation[] {
  return secondOpenTickets.map((id) => ({ rule: 'ticket', id, detail: 'a second open ticket of the same contact' }));
}
