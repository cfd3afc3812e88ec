/** What a webhook says of one contact. */
export interface ContactUpdate {
  /** Whose contacts they are: names of other numbers' contacts are other names. */
  book: string;
  /** As Evolution gives it. */
  address: string;
  /** Everything else that is said, by name; each as JSON. */
  values: ReadonlyMap<string, string>;
}

/** Bytes; one contact is a few hundred. */
const longest = 2_048;

/** Undefined unless the body says something of a single contact, and nothing but plain values. */
export function readContactUpdate(content: Buffer, book: string): ContactUpdate | undefined {
  if (content.length > longest) return undefined;
  const contact = onlyContact(content);
  if (contact === undefined) return undefined;
  const { remoteJid, id, ...rest } = contact;
  const address = remoteJid ?? id;
  if (typeof address !== 'string') return undefined;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'object' && value !== null) return undefined;
    values.set(name, JSON.stringify(value));
  }
  return { book, address, values };
}

function onlyContact(content: Buffer): Record<string, unknown> | undefined {
  try {
    const { data } = JSON.parse(content.toString()) as { data?: unknown };
    const contacts: unknown[] = Array.isArray(data) ? data : [data];
    const [contact] = contacts;
    const isOne = contacts.length === 1 && typeof contact === 'object' && contact !== null && !Array.isArray(contact);
    return isOne ? (contact as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
