import { numberSecret } from '@bkcrm/webhook-auth';

/**
 * What we want to be told. Not: chats.* (nothing in them), groups and labels (not shown), and events that are never sent.
 * messages.edited holds up a number's messages for as long as its receiver fails, but it alone carries edits.
 */
const events = [
  'MESSAGES_UPSERT',
  'MESSAGES_UPDATE',
  'MESSAGES_EDITED',
  'MESSAGES_DELETE',
  'MESSAGES_SET',
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

export interface WantedWebhook {
  url: string;
  headers: Record<string, string>;
  events: readonly string[];
}

/** The hook of a number of ours. Its secret opens nothing but this number. */
export function wantedWebhook(publicUrl: string, secret: string, numberId: string): WantedWebhook {
  return {
    url: `${publicUrl.replace(/\/$/, '')}/webhook/evolution`,
    headers: { 'x-bkcrm-number': numberId, 'x-webhook-secret': numberSecret(secret, numberId) },
    events,
  };
}

interface PresentWebhook {
  url?: string;
  enabled?: boolean;
  headers?: Record<string, unknown>;
  events?: string[];
  byEvents?: boolean;
  base64?: boolean;
}

/** Whether the hook in place does what ours should; headers that others added do no harm. */
export function isWanted(present: PresentWebhook | null, wanted: WantedWebhook): boolean {
  if (present === null || present.enabled !== true || present.byEvents === true || present.base64 === true)
    return false;
  if (present.url !== wanted.url) return false;
  const names = new Set(present.events);
  return (
    Object.entries(wanted.headers).every(([name, value]) => present.headers?.[name] === value) &&
    wanted.events.every((event) => names.has(event))
  );
}
