import { headers } from '@bkcrm/contracts';
import type { Delivery } from '@bkcrm/messaging';
import { OwnIdentity, readWebhook } from './domain/index.js';
import type { InboundFact } from './domain/index.js';
import type { Cause } from './store/inbound-work.js';

/** A webhook as it came through the broker, read but not yet understood. */
export interface ReadDelivery {
  delivery: Delivery;
  event: string;
  instance: string;
  cause: Cause;
  origin: 'webhook' | 'backfill';
  /** It carried no secret: held until its number is adopted. */
  unauthenticated: boolean;
  /** What it says, seen from a number of this phone. */
  facts: (ownPhone: string | null) => InboundFact[];
  /** Set, once `facts` was called, when part of it made no sense. */
  malformed: string | undefined;
}

interface WebhookBody {
  event?: unknown;
  instance?: unknown;
  sender?: unknown;
  data?: unknown;
}

export function readDelivery(delivery: Delivery): ReadDelivery {
  const body = webhookBody(delivery);
  const event = String(delivery.headers[headers.event] ?? body.event ?? '');
  const instance = String(delivery.headers[headers.instance] ?? body.instance ?? '');
  const read: ReadDelivery = {
    delivery,
    event,
    instance,
    cause: {
      receivedAt: text(delivery.headers[headers.receivedAt]),
      traceparent: text(delivery.headers[headers.traceparent]),
    },
    origin: delivery.headers[headers.origin] === 'backfill' ? 'backfill' : 'webhook',
    unauthenticated: delivery.headers[headers.unauthenticated] === 'true',
    malformed: undefined,
    facts: (ownPhone) => {
      const facts = readWebhook(event, instance, body.data, {
        own: new OwnIdentity([ownPhone, text(body.sender)]),
        receivedAt: new Date(read.cause.receivedAt ?? Date.now()),
      });
      const malformed = facts.find((fact) => fact.type === 'malformed');
      if (malformed?.type === 'malformed') read.malformed = `malformed: ${malformed.reason}`;
      return facts;
    },
  };
  return read;
}

/** @throws SyntaxError when the broker message is no JSON: the batch is bisected and this one set aside */
function webhookBody(delivery: Delivery): WebhookBody {
  const body = delivery.body;
  return typeof body === 'object' && body !== null ? body : {};
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
