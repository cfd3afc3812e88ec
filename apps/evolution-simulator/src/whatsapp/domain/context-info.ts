import type { StoredMessage } from '../../state/stored-message.js';
import { int64 } from './values.js';

export type ContextInfo = Record<string, unknown>;

export interface Quote {
  id: string;
  participant: string;
  message: Record<string, unknown>;
}

const threeDays = 259_200;

/** The filler that goes with everything sent through the API; the quote follows it. */
export const sentContext = (now: Date, quote?: Quote): ContextInfo => ({
  mentionedJid: [],
  groupMentions: [],
  ephemeralSettingTimestamp: int64(Math.floor(now.getTime() / 1_000) - threeDays, false),
  disappearingMode: { initiator: 0 },
  ...quoteFields(quote),
});

const withEmptyContext = new Set(['imageMessage', 'videoMessage', 'audioMessage', 'documentMessage']);

/** The context of what is not sent through the API: phones add it to files, otherwise there is one only with a quote. */
export const receivedContext = (messageType: string, source: string, quote?: Quote): ContextInfo | undefined =>
  quote === undefined && (source === 'web' || !withEmptyContext.has(messageType))
    ? undefined
    : { mentionedJid: [], groupMentions: [], ...quoteFields(quote) };

export const quoteOf = (message: StoredMessage, author: string): Quote => ({
  id: message.key.id,
  participant: author,
  message: { [message.messageType]: message.message[message.messageType] },
});

function quoteFields(quote: Quote | undefined): ContextInfo {
  if (quote === undefined) return {};
  return { participant: quote.participant, stanzaId: quote.id, quotedMessage: quote.message };
}
