import type { JsonRecord } from './evolution-values.js';
import { asRecord, field, flagField, readBytes, readNumber, recordField, textField } from './evolution-values.js';
import { elementsOf } from './elements.js';
import type { MediaSource } from './inbound-message.js';
import { parseJid } from './jid.js';
import type { Unwrapped } from './content/content-type.js';
import { unwrapContent } from './content/content-type.js';
import { isMediaType } from './content/media-content.js';
import { httpUrl } from './content/safe-url.js';
import { readId } from './message-key.js';

const keptTexts = ['url', 'directPath', 'mimetype', 'fileName', 'id'];
const keptBytes = ['mediaKey', 'fileSha256', 'fileEncSha256'];
const keptNumbers = ['fileLength', 'mediaKeyTimestamp'];

/** What is needed to fetch a message's file later; undefined for content without a file. */
export function readMediaSource(key: JsonRecord | null, unwrapped: Unwrapped): MediaSource | undefined {
  const body = asRecord(unwrapped.body);
  if (!isMediaType(unwrapped.type) || !body) return undefined;
  const part: JsonRecord = {};
  for (const name of keptTexts) {
    const text = textField(body, name, 4_096);
    if (text !== undefined) part[name] = text;
  }
  for (const name of keptBytes) {
    // Base64 is the spelling that Evolution stores and WhatsApp's library reads, whichever version asks.
    const bytes = readBytes(field(body, name), 1_024);
    if (bytes) part[name] = Buffer.from(bytes).toString('base64');
  }
  for (const name of keptNumbers) {
    const number = readNumber(field(body, name));
    if (number !== null) part[name] = number;
  }
  return {
    sha256: sha256Of(body),
    inline: inlineOf(unwrapped.holder) !== null,
    mediaUrl: httpUrl(field(unwrapped.holder, 'mediaUrl')) ?? httpUrl(field(body, 'mediaUrl')) ?? null,
    message: { key: minimalKey(key), message: { [unwrapped.type]: part } },
  };
}

/**
 * The file's bytes as base64 that came within a webhook for one message; null when none did. Reads the webhook's `data`
 * again, so that a message can be passed on without dragging megabytes along.
 */
export function inlineBase64(data: unknown, whatsappId: string): string | null {
  for (const element of elementsOf(data) ?? []) {
    const record = asRecord(element);
    if (readId(recordField(record, 'key'), 'id') !== whatsappId) continue;
    const unwrapped = unwrapContent(recordField(record, 'message'), field(record, 'messageType'));
    const inline = unwrapped && inlineOf(unwrapped.holder);
    if (inline) return inline;
  }
  return null;
}

function inlineOf(holder: JsonRecord): string | null {
  const value = field(holder, 'base64');
  return typeof value === 'string' && value !== '' ? value : null;
}

function sha256Of(body: JsonRecord): string | null {
  const bytes = readBytes(field(body, 'fileSha256') ?? field(body, 'sha256'), 64);
  return bytes?.length === 32 ? Buffer.from(bytes).toString('hex') : null;
}

function minimalKey(key: JsonRecord | null): JsonRecord {
  const minimal: JsonRecord = { id: readId(key, 'id'), fromMe: flagField(key, 'fromMe') };
  for (const name of ['remoteJid', 'remoteJidAlt', 'participant', 'participantAlt']) {
    const jid = parseJid(field(key, name))?.jid;
    if (jid !== undefined) minimal[name] = jid;
  }
  return minimal;
}
