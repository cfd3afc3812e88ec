import type { Evidence, StoredMessage, Violation } from './evidence.js';

const endings = new Set(['sent', 'delivered', 'read', 'played', 'failed', 'expired', 'cancelled', 'unknown']);

/** What agents ordered has an end that they can see. */
export function findUnsettled({ orders, stored, refused, unsettledActs }: Evidence): Violation[] {
  const found = new Map(stored.map((message) => [message.clientId, message]));
  const open = orders.flatMap(({ clientId, by }) => {
    const message = found.get(clientId);
    if (message === undefined) {
      return refused.includes(clientId) ? [] : [{ rule: 'unsettled', id: clientId, detail: `never stored; of ${by}` }];
    }
    return endings.has(message.status) ? [] : [{ rule: 'unsettled', id: message.id, detail: `is ${message.status}` }];
  });
  return [...open, ...unsettledActs.map((id) => ({ rule: 'unsettled', id, detail: 'an act' }))];
}

/** WhatsApp took every order once at most. */
export function findDoubleSends({ orders, taken }: Evidence): Violation[] {
  const times = new Map<string | null, number>();
  for (const { text } of taken) times.set(text, (times.get(text) ?? 0) + 1);
  return orders
    .filter(({ text }) => (times.get(text) ?? 0) > 1)
    .map(({ text, clientId }) => ({
      rule: 'double send',
      id: clientId,
      detail: `"${text}" was taken ${times.get(text)} times`,
    }));
}

/** A message that counts as sent was taken by WhatsApp; one that counts as not sent was not. */
export function findUntrueEndings({ orders, taken, stored }: Evidence): Violation[] {
  const texts = new Set(taken.map(({ text }) => text));
  const found = new Map(stored.map((message) => [message.clientId, message]));
  return orders.flatMap(({ clientId, text }) => {
    const status = found.get(clientId)?.status;
    const saysSent = ['sent', 'delivered', 'read', 'played'].includes(status ?? '');
    const saysNotSent = ['failed', 'expired', 'cancelled'].includes(status ?? '');
    const isUntrue = texts.has(text) ? saysNotSent : saysSent;
    return isUntrue
      ? [
          {
            rule: 'untrue',
            id: clientId,
            detail: `is ${status}, and WhatsApp ${texts.has(text) ? 'took it' : 'never took it'}`,
          },
        ]
      : [];
  });
}

/** Inside a conversation WhatsApp took the messages in the order that they have there. */
export function findWrongOrder({ orders, taken, stored }: Evidence): Violation[] {
  const byClientId = new Map(stored.map((message) => [message.clientId, message]));
  const byText = new Map(orders.map(({ text, clientId }) => [text, byClientId.get(clientId)]));
  const highest = new Map<string, StoredMessage>();
  const violations: Violation[] = [];
  for (const { text } of taken) {
    const message = byText.get(text ?? '');
    if (message === undefined || message.position === null) continue;
    const before = highest.get(message.conversationId);
    if (before !== undefined && (before.position ?? 0) > message.position) {
      violations.push({ rule: 'order', id: message.id, detail: `"${text}" was taken after "${before.text}"` });
    } else {
      highest.set(message.conversationId, message);
    }
  }
  return violations;
}

/** What one client ordered for a ticket stands there in the order of its ordering. */
export function findReordered({ orders, stored }: Evidence): Violation[] {
  const found = new Map(stored.map((message) => [message.clientId, message]));
  const latest = new Map<string, number>();
  return orders.flatMap(({ clientId, ticketId, by, text }) => {
    const position = found.get(clientId)?.position ?? null;
    if (position === null) return [];
    const key = `${by}/${ticketId}`;
    const before = latest.get(key) ?? -1;
    latest.set(key, Math.max(before, position));
    return position < before
      ? [{ rule: 'order', id: clientId, detail: `"${text}" stands before what ${by} ordered earlier` }]
      : [];
  });
}
