import type { JsonRecord } from '../evolution-values.js';
import { asRecord, field, listField } from '../evolution-values.js';
import { joinTexts } from '../json-text.js';
import type { ReadableContent } from './readable-content.js';
import { parseVcard } from './vcard.js';

const mostCards = 300;

/** Reads one shared contact or a list of them; the text is their names, for searching. */
export function readContacts(type: string, body: JsonRecord): ReadableContent | null {
  const elements = type === 'contactMessage' ? [body] : listField(body, 'contacts');
  const contacts = elements.slice(0, mostCards).flatMap((element) => {
    const card = asRecord(element);
    return card ? [parseVcard(field(card, 'vcard'), field(card, 'displayName'))] : [];
  });
  if (contacts.length === 0) return null;
  const text = joinTexts(contacts.map(({ name }) => name));
  return { kind: 'contacts', text, content: { contacts } };
}
