import { headers } from '@bkcrm/contracts';
import type { Delivery } from '@bkcrm/messaging';
import { isFields, readMessage } from '../evolution-api/read-answers.js';
import { readStatusUpdate } from '../evolution-api/read-status-update.js';
import type { Echo } from '../reconciliation/collect-echoes.js';
import type { SeenMessage } from '../reconciliation/collect-statuses.js';
import type { NumberTraffic } from '../traffic/count-traffic.js';

export interface Notices {
  echoes: Echo[];
  /** Messages of ours that exist, whoever sent them. */
  seen: SeenMessage[];
  /** What came over each number, one for each webhook. */
  traffic: NumberTraffic[];
  /** Numbers whose connection may have changed. */
  hinted: string[];
}

/** What the webhooks of numbers of ours say that concerns sending. */
export function readNotices(webhooks: { delivery: Delivery; numberId: string }[]): Notices {
  const notices: Notices = { echoes: [], seen: [], traffic: [], hinted: [] };
  for (const { delivery, numberId } of webhooks) {
    let received = 0;
    const elements = elementsOf(delivery.body);
    const messages = elements.flatMap((element) => readMessage(element) ?? []);
    switch (delivery.headers[headers.event]) {
      case 'send.message':
        notices.echoes.push(...messages.map((message) => ({ numberId, message })));
        break;
      case 'messages.upsert':
        // The API's own sends are never told in this way.
        for (const { fromMe, whatsappId } of messages)
          if (fromMe) notices.seen.push({ numberId, whatsappId, isForeign: true });
          else received += 1;
        break;
      case 'messages.update':
        for (const { whatsappId, remoteJid } of elements.flatMap((element) => readStatusUpdate(element) ?? []))
          notices.seen.push({ numberId, whatsappId, remoteJid, isForeign: false });
        break;
      default:
        notices.hinted.push(numberId);
    }
    notices.traffic.push({ numberId, messages: received });
  }
  return notices;
}

/** `data` may be one thing, a list of them, or `{ messages: [...] }`. */
function elementsOf(body: unknown): unknown[] {
  const data = isFields(body) ? body['data'] : undefined;
  if (isFields(data) && Array.isArray(data['messages'])) return data['messages'];
  return Array.isArray(data) ? data : [data];
}
