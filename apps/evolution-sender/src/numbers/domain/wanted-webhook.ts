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

const numberHeader = 'x-bkcrm-number';

export interface WantedWebhook {
  url: string;
  headers: Record<string, string>;
  events: readonly string[];
}

export interface HookWish {
  publicUrl: string;
  secret: string;
  /** With it Evolution signs a token for every call, besides. */
  jwtKey?: string;
  numberId: string;
}

/** The hook of a number of ours. Its secret opens nothing but this number. */
export function wantedWebhook({ publicUrl, secret, jwtKey, numberId }: HookWish): WantedWebhook {
  return {
    url: `${publicUrl.replace(/\/$/, '')}/webhook/evolution`,
    headers: {
      [numberHeader]: numberId,
      'x-webhook-secret': numberSecret(secret, numberId),
      ...(jwtKey === undefined ? {} : { jwt_key: jwtKey }),
    },
    events,
  };
}

/** Whether a hook is one that we set for this number, with whatever secret. */
export const isHookOf = (present: PresentWebhook, numberId: string): boolean =>
  present.headers?.[numberHeader] === numberId;

interface PresentWebhook {
  url?: string;
  enabled?: boolean;
  headers?: Record<string, unknown>;
  events?: string[];
  byEvents?: boolean;
  base64?: boolean;
}

/** Whether the hook in place does what ours should; headers that others added do no harm. Files are fetched on their own: in the webhook they would only make it heavy. */
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
