import type { JsonRecord } from '../evolution-values.js';
import { countField, field, flagField, numberField, readSeconds, recordField, textField } from '../evolution-values.js';
import { cleanLine } from '../json-text.js';
import { parseJid } from '../jid.js';
import { compact } from './compact.js';
import { readThumbnail } from './media-content.js';
import type { ReadableContent } from './readable-content.js';
import { httpUrl } from './safe-url.js';

/** Reads a cart; the text is what the customer wrote with it. */
export function readOrder(_type: string, body: JsonRecord): ReadableContent {
  const order = compact({
    orderId: textField(body, 'orderId', 200),
    title: cleanLine(field(body, 'orderTitle')) ?? undefined,
    itemCount: countField(body, 'itemCount'),
    total1000: numberField(body, 'totalAmount1000'),
    currency: textField(body, 'totalCurrencyCode', 8),
    token: textField(body, 'token', 1_000),
  });
  return { kind: 'order', text: textField(body, 'message') ?? null, content: { order } };
}

/** Reads a catalogue's product; the text is what stands with it, else its title. */
export function readProduct(_type: string, body: JsonRecord): ReadableContent | null {
  const snapshot = recordField(body, 'product');
  if (!snapshot) return null;
  const title = cleanLine(field(snapshot, 'title')) ?? undefined;
  const product = compact({
    productId: textField(snapshot, 'productId', 200),
    title,
    description: textField(snapshot, 'description'),
    price1000: numberField(snapshot, 'priceAmount1000'),
    currency: textField(snapshot, 'currencyCode', 8),
    url: httpUrl(field(snapshot, 'url')),
    thumbnail: readThumbnail(recordField(snapshot, 'productImage')),
  });
  return { kind: 'product', text: textField(body, 'body') ?? title ?? null, content: { product } };
}

/** Reads an invitation to a group; the text is what stands with it, else the group's name. */
export function readGroupInvite(_type: string, body: JsonRecord): ReadableContent {
  const groupName = cleanLine(field(body, 'groupName')) ?? undefined;
  const groupInvite = compact({
    groupJid: parseJid(field(body, 'groupJid'))?.jid,
    groupName,
    code: textField(body, 'inviteCode', 200),
    expiresAt: readSeconds(field(body, 'inviteExpiration'))?.toISOString(),
  });
  return { kind: 'group_invite', text: textField(body, 'caption') ?? groupName ?? null, content: { groupInvite } };
}

/** Reads a calendar event; the text is its name. */
export function readEvent(_type: string, body: JsonRecord): ReadableContent {
  const location = recordField(body, 'location');
  const name = cleanLine(field(body, 'name')) ?? undefined;
  const event = compact({
    name,
    description: textField(body, 'description'),
    startsAt: readSeconds(field(body, 'startTime'))?.toISOString(),
    endsAt: readSeconds(field(body, 'endTime'))?.toISOString(),
    location: cleanLine(field(location, 'name')) ?? cleanLine(field(location, 'address')) ?? undefined,
    cancelled: flagField(body, 'isCanceled') || undefined,
  });
  return { kind: 'event', text: name ?? null, content: { event } };
}
