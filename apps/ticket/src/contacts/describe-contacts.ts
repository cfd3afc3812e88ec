import type { Transaction } from '@bkcrm/database';
import type { ContactState } from './lock-contacts.js';

/** What a webhook said about a contact. Null name = nothing said; undefined picture = nothing said, null = none. */
export interface ContactDescription {
  contactId: string;
  name: string | null;
  phone?: string;
  avatarUrl?: string | null;
}

/** Takes over names, phones and pictures; the latest arrival wins. Returns the contacts that changed. */
export function describeContacts(
  tx: Transaction,
  contacts: ReadonlyMap<string, ContactState>,
  descriptions: ContactDescription[],
): string[] {
  const rows = described(contacts, descriptions);
  if (rows.length > 0) {
    tx.write(
      `UPDATE contact c SET name = r.name, phone = r.phone, avatar_url = r."avatarUrl"
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, name text, phone text, "avatarUrl" text) WHERE c.id = r.id`,
      [JSON.stringify(rows)],
    );
  }
  return rows.map(({ id }) => id);
}

/** Those of the contacts that differ once they are described, as they are then. */
export function described(
  contacts: ReadonlyMap<string, ContactState>,
  descriptions: ContactDescription[],
): ContactState[] {
  const changed = new Map<string, ContactState>();
  for (const description of descriptions) {
    const contact = changed.get(description.contactId) ?? contacts.get(description.contactId);
    if (contact === undefined) continue;
    const name = description.name ?? contact.name;
    const phone = contact.phone ?? description.phone ?? null;
    const avatarUrl = description.avatarUrl === undefined ? contact.avatarUrl : description.avatarUrl;
    if (name === contact.name && phone === contact.phone && avatarUrl === contact.avatarUrl) continue;
    changed.set(contact.id, { ...contact, name, phone, avatarUrl });
  }
  return [...changed.values()];
}
