import { field } from '../../evolution-api/domain/exchange.js';
import type { WebhookSettings } from '../../evolution-api/evolution-api.js';

/** Evolution's names of the events we want; a name it does not know would make it refuse the whole webhook. */
const events = [
  'MESSAGES_SET',
  'MESSAGES_UPSERT',
  'MESSAGES_EDITED',
  'MESSAGES_UPDATE',
  'MESSAGES_DELETE',
  'SEND_MESSAGE',
  'SEND_MESSAGE_UPDATE',
  'CONTACTS_UPSERT',
  'CONTACTS_UPDATE',
  'PRESENCE_UPDATE',
  'CONNECTION_UPDATE',
  'QRCODE_UPDATED',
  'CALL',
  'STATUS_INSTANCE',
  'LOGOUT_INSTANCE',
  'REMOVE_INSTANCE',
] as const;

/** The webhook that a number's instance should have. */
export function desiredWebhook(publicUrl: string, numberId: string, secret: string): WebhookSettings {
  return {
    enabled: true,
    url: `${publicUrl.replace(/\/+$/, '')}/webhook/evolution`,
    headers: { 'x-bkcrm-number': numberId, 'x-webhook-secret': secret },
    byEvents: false,
    base64: true,
    events,
  };
}

/** Compares with what `/webhook/find` answers, where two of the fields go by other names. */
export function isInPlace(found: unknown, desired: WebhookSettings): boolean {
  const foundEvents = field(found, 'events');
  const foundHeaders = field(found, 'headers');
  return (
    field(found, 'enabled') === true &&
    field(found, 'url') === desired.url &&
    field(found, 'webhookByEvents') === desired.byEvents &&
    field(found, 'webhookBase64') === desired.base64 &&
    Object.entries(desired.headers).every(([name, value]) => field(foundHeaders, name) === value) &&
    Array.isArray(foundEvents) &&
    foundEvents.length === desired.events.length &&
    desired.events.every((event) => foundEvents.includes(event))
  );
}
