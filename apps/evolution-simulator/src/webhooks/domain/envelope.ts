import { configuredName, kebabName } from './event-names.js';
import type { Instance, WebhookRow } from '../../state/instance.js';

/** The body of a webhook. Fields that are undefined are absent. */
export interface Envelope {
  event: string;
  instance: string;
  data: unknown;
  destination: string;
  date_time: string;
  sender?: string;
  server_url: string;
  apikey: string;
}

const saoPauloOffset = 3 * 3_600_000;

export function envelopeOf(
  event: string,
  instance: Instance,
  hook: WebhookRow,
  { data, now, serverUrl }: { data: unknown; now: Date; serverUrl: string },
): Envelope {
  return {
    event,
    instance: instance.name,
    data,
    destination: hook.url,
    // Evolution labels its container's local time as UTC; the official image runs in São Paulo.
    date_time: new Date(now.getTime() - saoPauloOffset).toISOString(),
    sender: instance.linkedOnce ? instance.wuid : undefined,
    server_url: serverUrl,
    apikey: instance.token,
  };
}

/** Where the event is posted to; null when this hook does not take it. */
export function targetOf(hook: WebhookRow, event: string): string | null {
  if (!hook.enabled || !/^https?:\/\//.test(hook.url)) return null;
  if (!hook.events.includes(configuredName(event))) return null;
  return hook.webhookByEvents ? `${hook.url}/${kebabName(event)}` : hook.url;
}
