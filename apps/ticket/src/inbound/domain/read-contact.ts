import { httpUrl } from './content/safe-url.js';
import type { JsonRecord } from './evolution-values.js';
import { asRecord, field } from './evolution-values.js';
import { identityOf } from './identity.js';
import type { ContactFact, InboundFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import { parseJid } from './jid.js';
import { displayNameOf } from './participant.js';
import type { WebhookContext } from './webhook-context.js';

/** Reads one element of contacts.upsert or contacts.update, 2.x (`remoteJid`) or 1.x (`id`). */
export function readContact(element: unknown, event: string, { own }: WebhookContext): InboundFact {
  const record = asRecord(element);
  if (!record) return malformed('contact is not an object');
  const address = field(record, 'remoteJid') ?? field(record, 'id');
  if (address === undefined) return ignored('contact without an address');
  const jid = parseJid(address);
  if (!jid) return malformed('contact with an unreadable address');
  if (own.includes(jid)) return ignored('our own contact');
  const identity = identityOf([jid]);
  // For a group the name given is that of whoever wrote last.
  if (!identity) return ignored('not a person');
  const fact: ContactFact = { type: 'contact', ...identity, name: displayNameOf(field(record, 'pushName'), identity) };
  const avatarUrl = avatarOf(record, event);
  if (avatarUrl !== undefined) fact.avatarUrl = avatarUrl;
  return fact;
}

function avatarOf(record: JsonRecord, event: string): string | null | undefined {
  const value = field(record, 'profilePicUrl') ?? field(record, 'profilePictureUrl');
  // An upsert says null for a picture it has not asked for yet; only an update means that there is none.
  if (value === null || value === undefined) {
    return event === 'contacts.update' && Object.hasOwn(record, 'profilePicUrl') ? null : undefined;
  }
  return httpUrl(value);
}
