import { readSentContent } from './read-sent-content.js';
import type { SentContent } from './read-sent-content.js';

/** Evolution's answers, read with tolerance: what is absent or of another shape is left out. */

export type ConnectionState = 'open' | 'connecting' | 'close' | 'missing' | 'unknown';

export interface InstanceDescription {
  ownerJid?: string;
  profileName?: string;
  /** Why WhatsApp closed for good, when it did. */
  disconnectionCode?: number;
}

export interface WebhookRow {
  url?: string;
  enabled?: boolean;
  headers?: Record<string, unknown>;
  events?: string[];
  byEvents?: boolean;
  base64?: boolean;
}

/** A stored or echoed message, as far as it helps to recognise it. */
export interface FoundMessage {
  whatsappId: string;
  fromMe: boolean;
  remoteJid: string;
  remoteJidAlt?: string;
  /** Absent for kinds that are never sent from here. */
  content?: SentContent;
  /** By Evolution's clock; whole seconds. */
  sentAt: Date;
  /** As it came: the `data` of a webhook. */
  raw: Record<string, unknown>;
}

export interface MessagePage {
  pages: number;
  messages: FoundMessage[];
}

export interface RemoteFile {
  content: Buffer;
  mimeType?: string;
}

type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

export function readState(body: unknown): ConnectionState {
  const state = fields(fields(body)['instance'])['state'];
  return state === 'open' || state === 'connecting' || state === 'close' ? state : 'unknown';
}

export function readInstance(body: unknown, instance: string): InstanceDescription | undefined {
  const row = (Array.isArray(body) ? body : []).map(fields).find((entry) => entry['name'] === instance);
  return (
    row && {
      ownerJid: text(row['ownerJid']),
      profileName: text(row['profileName']),
      disconnectionCode: Number(row['disconnectionReasonCode']) || undefined,
    }
  );
}

export function readWebhook(body: unknown): WebhookRow | null {
  if (!isFields(body)) return null;
  const { url, enabled, headers, events, webhookByEvents, webhookBase64 } = body;
  return {
    url: text(url),
    enabled: enabled === true,
    headers: fields(headers),
    events: Array.isArray(events) ? events.filter((event) => typeof event === 'string') : [],
    byEvents: webhookByEvents === true,
    base64: webhookBase64 === true,
  };
}

export function readMessagePage(body: unknown): MessagePage {
  const { pages, records } = fields(fields(body)['messages']);
  return {
    pages: typeof pages === 'number' ? pages : 0,
    messages: (Array.isArray(records) ? records : []).flatMap((record) => readMessage(record) ?? []),
  };
}

/** A message of `findMessages`, or the `data` of a `send.message` webhook. Undefined without a key or time. */
export function readMessage(data: unknown): FoundMessage | undefined {
  if (!isFields(data)) return undefined;
  const key = fields(data['key']);
  const [whatsappId, remoteJid] = [text(key['id']), text(key['remoteJid'])];
  const sentAt = moment(data['messageTimestamp']);
  if (whatsappId === undefined || remoteJid === undefined || sentAt === undefined) return undefined;
  return {
    whatsappId,
    remoteJid,
    remoteJidAlt: text(key['remoteJidAlt']),
    fromMe: key['fromMe'] === true,
    content: readSentContent(data['message']),
    sentAt,
    raw: data,
  };
}

/** Seconds since 1970: a number, its digits, or the library's pair of halves. Undefined for anything that is no date. */
function moment(value: unknown): Date | undefined {
  const seconds = isFields(value) ? value['low'] : value;
  if (typeof seconds !== 'number' && typeof seconds !== 'string') return undefined;
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function readFile(body: unknown): RemoteFile | undefined {
  const { base64, mimetype } = fields(body);
  const content = text(base64);
  return content === undefined ? undefined : { content: Buffer.from(content, 'base64'), mimeType: text(mimetype) };
}
