import { field, textField } from '../../evolution-api/domain/exchange.js';

/** A message as Evolution tells of it, in a webhook or in its store. */
export interface SentMessage {
  whatsappId: string;
  remoteJid: string;
  text: string;
  /** WhatsApp's clock, in whole seconds; null when it does not say. */
  sentAt: Date | null;
}

/** Undefined for what we did not send, or that is no text. */
export function readSentMessage(record: unknown): SentMessage | undefined {
  const key = field(record, 'key');
  const message = field(record, 'message');
  const whatsappId = textField(key, 'id');
  const remoteJid = textField(key, 'remoteJid');
  const text = textField(message, 'conversation') ?? textField(field(message, 'extendedTextMessage'), 'text');
  if (whatsappId === undefined || remoteJid === undefined || text === undefined) return undefined;
  if (field(key, 'fromMe') !== true) return undefined;
  return { whatsappId, remoteJid, text, sentAt: readTime(field(record, 'messageTimestamp')) };
}

/** Seconds as a number, a text, or a 64-bit integer in two halves. */
function readTime(value: unknown): Date | null {
  const seconds = Number(field(value, 'low') ?? value);
  return seconds > 0 ? new Date(seconds * 1_000) : null;
}
