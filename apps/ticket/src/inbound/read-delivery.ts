import { headers } from '@bkcrm/contracts';
import type { StoredFile } from '@bkcrm/media';
import type { Delivery } from '@bkcrm/messaging';
import { cleanText, OwnIdentity, readWebhook } from './domain/index.js';
import type { InboundFact } from './domain/index.js';
import type { Cause } from './store/inbound-work.js';

/** A webhook as it came through the broker, read but not yet understood. */
export interface ReadDelivery {
  delivery: Delivery;
  event: string;
  instance: string;
  /** Our id of the number, when the call proved that it comes from that number's hook. */
  numberId: string | null;
  /** The webhook's `data`, in whatever form. */
  data: unknown;
  cause: Cause;
  origin: 'webhook' | 'backfill';
  /** Whether a file may have come within it: otherwise nothing is read before its number is known. */
  mayCarryFiles: boolean;
  /** It carried no secret: held until its number is adopted. */
  unauthenticated: boolean;
  /** What it says, seen from a number of this phone. */
  facts: (ownPhone: string | null) => InboundFact[];
  /** Set when there is no body, and once `facts` was called also when part of it made no sense. */
  malformed: string | undefined;
  /** Files that came within it and lie in the media store, by WhatsApp id. */
  files: Map<string, StoredFile>;
}

interface WebhookBody {
  event?: unknown;
  instance?: unknown;
  sender?: unknown;
  data?: unknown;
}

/** `body` is the webhook's JSON, parsed. */
export function readDelivery(delivery: Delivery, body: unknown = delivery.body): ReadDelivery {
  const webhook: WebhookBody = typeof body === 'object' && body !== null ? body : {};
  const event = text(delivery.headers[headers.event]) ?? text(webhook.event) ?? '';
  const instance = text(delivery.headers[headers.instance]) ?? text(webhook.instance) ?? '';
  const read: ReadDelivery = {
    delivery,
    event,
    instance,
    numberId: text(delivery.headers[headers.numberId]),
    data: webhook.data,
    cause: {
      receivedAt: text(delivery.headers[headers.receivedAt]),
      traceparent: delivery.traceparent ?? null,
    },
    origin: delivery.headers[headers.origin] === 'backfill' ? 'backfill' : 'webhook',
    mayCarryFiles: body !== delivery.body || delivery.raw.includes('"base64"'),
    unauthenticated: delivery.headers[headers.unauthenticated] === 'true',
    malformed: undefined,
    files: new Map(),
    facts: (ownPhone) => {
      const facts = readWebhook(event, instance, webhook.data, {
        own: new OwnIdentity([ownPhone, text(webhook.sender)]),
        receivedAt: new Date(read.cause.receivedAt ?? Date.now()),
      });
      const malformed = facts.find((fact) => fact.type === 'malformed');
      if (malformed?.type === 'malformed') read.malformed ??= `malformed: ${malformed.reason}`;
      return facts;
    },
  };
  return read;
}

/** Clean, since it becomes part of queries. */
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? cleanText(value) : null);
