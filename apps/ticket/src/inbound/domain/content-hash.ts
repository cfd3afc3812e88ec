import { hash } from 'node:crypto';
import type { MessageContent, MessageKind } from '@bkcrm/contracts';

/** What identifies a message besides its id: for a text, kind and text are enough. */
export interface HashedContent {
  kind: MessageKind;
  text: string | null;
  content?: MessageContent;
  /** SHA-256 of the decrypted file, hex. */
  mediaSha256?: string | null;
}

/**
 * SHA-256, hex, of what a message says. Equal for two spellings of one message: the text counts trimmed, in NFC and with
 * plain line breaks; a call counts by its id alone, since its outcome changes.
 */
export function contentHash({ kind, text, content, mediaSha256 }: HashedContent): string {
  const parts = [kind, normalised(text), mediaSha256 ?? '', detailOf(content)];
  return hash('sha256', JSON.stringify(parts));
}

function normalised(text: string | null): string {
  return (text ?? '').replaceAll(/\r\n?/g, '\n').normalize('NFC').trim();
}

function detailOf(content: MessageContent = {}): unknown {
  const { location, contacts, poll, choice, order, call, rawType, raw } = content;
  if (call) return call.callId;
  if (location) return [location.latitude, location.longitude];
  if (contacts) return contacts.map(({ phones }) => phones.map(({ number }) => number));
  if (poll) return poll.options;
  if (choice) return choice.id ?? '';
  if (order) return order.orderId ?? '';
  return rawType === undefined ? '' : [rawType, raw ?? ''];
}
