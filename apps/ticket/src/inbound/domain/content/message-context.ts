import type { AdContext, MessageContent, QuotedMessage } from '@bkcrm/contracts';
import type { JsonRecord } from '../evolution-values.js';
import { countField, field, flagField, listField, recordField, textField } from '../evolution-values.js';
import { parseJid } from '../jid.js';
import { cleanLine, cleanText } from '../json-text.js';
import { compact } from './compact.js';
import { unwrapContent } from './content-type.js';
import { readContent } from './read-content.js';
import { httpUrl } from './safe-url.js';

/** A group has at most 1,024 members. */
const mostMentions = 1_024;
/** Of a quoted text, in UTF-16 units. */
const longestPreview = 1_024;

type ContextContent = Pick<MessageContent, 'quoted' | 'mentions' | 'forwarded' | 'ad' | 'ephemeralSeconds'>;

/**
 * Reads quote, mentions, forwarding, ad and disappearing time out of context blocks. Each part comes from the first
 * block that has it: versions keep the quote in different places, and one calls a block of device data the context.
 */
export function readContext(contexts: readonly (JsonRecord | null)[]): ContextContent {
  return compact({
    quoted: firstOf(contexts, readQuote),
    mentions: firstOf(contexts, readMentions),
    forwarded: firstOf(contexts, readForwarding),
    ad: firstOf(contexts, readAd),
    ephemeralSeconds: firstOf(contexts, (context) => countField(context, 'expiration') || undefined),
  });
}

function readQuote(context: JsonRecord): QuotedMessage | undefined {
  const whatsappId = textField(context, 'stanzaId', 256);
  if (whatsappId === undefined) return undefined;
  const inner = unwrapContent(recordField(context, 'quotedMessage'));
  const readable = inner && readContent(inner);
  return compact({
    whatsappId,
    participant: parseJid(field(context, 'participant'))?.jid,
    // Without a preview nothing is known of it until our own copy is found.
    kind: readable?.kind ?? 'text',
    text: readable?.text ? cleanText(readable.text, longestPreview) : null,
    chat: parseJid(field(context, 'remoteJid'))?.jid,
  });
}

function readMentions(context: JsonRecord): string[] | undefined {
  const jids = listField(context, 'mentionedJid')
    .slice(0, mostMentions)
    .flatMap((mention) => parseJid(mention)?.jid ?? []);
  return jids.length > 0 ? [...new Set(jids)] : undefined;
}

function readForwarding(context: JsonRecord): { score: number } | undefined {
  return flagField(context, 'isForwarded') ? { score: countField(context, 'forwardingScore') ?? 1 } : undefined;
}

function readAd(context: JsonRecord): AdContext | undefined {
  const reply = recordField(context, 'externalAdReply');
  if (!reply) return undefined;
  const ad = compact({
    title: cleanLine(field(reply, 'title')) ?? undefined,
    body: cleanLine(field(reply, 'body'), 1_000) ?? undefined,
    sourceUrl: httpUrl(field(reply, 'sourceUrl')),
    sourceId: textField(reply, 'sourceId', 200),
    sourceType: textField(reply, 'sourceType', 40),
    clickId: textField(reply, 'ctwaClid', 500),
    thumbnailUrl: httpUrl(field(reply, 'thumbnailUrl')),
  });
  return Object.keys(ad).length > 0 ? ad : undefined;
}

function firstOf<T>(
  contexts: readonly (JsonRecord | null)[],
  read: (context: JsonRecord) => T | undefined,
): T | undefined {
  for (const context of contexts) {
    const part = context ? read(context) : undefined;
    if (part !== undefined) return part;
  }
  return undefined;
}
