import type { Transaction } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import { lockNames } from '../database/advisory-locks.js';
import { identityKeys } from '../inbound/domain/index.js';
import type { Identity } from '../inbound/domain/index.js';

interface IdentityRow {
  kind: string;
  value: string;
  contact_id: string;
}

/** People that the given identities show to be one: they have to be merged before anything is stored for them. */
export interface SamePerson {
  contactIds: string[];
}

/**
 * Finds the contacts behind identities (`phone:…`, `lid:…`), by the keys that {@link identityKeys} gives.
 * Unknown identities of a known person are added to them. With `create`, persons nobody knows become contacts.
 */
export class ContactDirectory {
  private readonly contactByKey = new Map<string, string>();

  constructor(private readonly tx: Transaction) {}

  contactOf(identity: Identity): string | undefined {
    for (const key of identityKeys(identity)) {
      const contact = this.contactByKey.get(key);
      if (contact !== undefined) return contact;
    }
    return undefined;
  }

  /** Looks the identities up; returns those persons that are stored as several contacts. */
  async load(identities: Identity[], options: { create: boolean }): Promise<SamePerson[]> {
    const people = groupByPerson(identities);
    const keys = people.flatMap((person) => [...person.keys]).sort();
    if (keys.length === 0) return [];
    await this.read(keys);
    const missing: IdentityRow[] = [];
    const created = new Map<string, Identity>();
    for (const person of people) {
      const known = [...person.keys].map((key) => this.contactByKey.get(key)).find((id) => id !== undefined);
      if (known === undefined && !options.create) continue;
      const contactId = known ?? uuid();
      if (known === undefined) created.set(contactId, person.identity);
      for (const key of person.keys) if (!this.contactByKey.has(key)) missing.push(rowOf(key, contactId));
    }
    if (missing.length > 0) await this.add(missing, created);
    return people
      .map((person) => ({
        contactIds: [...new Set([...person.keys].flatMap((key) => this.contactByKey.get(key) ?? []))],
      }))
      .filter((person) => person.contactIds.length > 1);
  }

  private async read(keys: string[]): Promise<void> {
    const rows = await this.tx.query<IdentityRow>(
      `SELECT i.kind, i.value, i.contact_id FROM unnest($1::text[], $2::text[]) AS k(kind, value)
       JOIN contact_identity i ON i.kind = k.kind AND i.value = k.value`,
      identityColumns(keys),
    );
    for (const row of rows) this.contactByKey.set(`${row.kind}:${row.value}`, row.contact_id);
  }

  /**
   * The unique key decides who added an identity first; whoever lost takes the winner's contact. Sorted, so that two writers cannot deadlock.
   * Their names are locked, since an index cannot be asked whether somebody is adding one just now.
   */
  private async add(missing: IdentityRow[], created: Map<string, Identity>): Promise<void> {
    missing.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    lockNames(this.tx, missing.map(keyOf));
    this.tx.write(
      `INSERT INTO contact_identity (kind, value, contact_id) SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[]) ON CONFLICT DO NOTHING`,
      [missing.map((row) => row.kind), missing.map((row) => row.value), missing.map((row) => row.contact_id)],
    );
    await this.read(missing.map(keyOf));
    const winners = new Set(this.contactByKey.values());
    const contacts = [...created].filter(([id]) => winners.has(id));
    this.tx.write('INSERT INTO contact (id, phone) SELECT * FROM unnest($1::uuid[], $2::text[])', [
      contacts.map(([id]) => id),
      contacts.map(([, identity]) => identity.phone ?? null),
    ]);
  }
}

interface Person {
  keys: Set<string>;
  identity: Identity;
}

/** Identities that share a key are one person. */
function groupByPerson(identities: Identity[]): Person[] {
  const byKey = new Map<string, Person>();
  for (const identity of identities) {
    const keys = identityKeys(identity);
    const merged: Person = { keys: new Set(keys), identity: { ...identity } };
    for (const other of new Set(keys.flatMap((key) => byKey.get(key) ?? []))) {
      for (const key of other.keys) merged.keys.add(key);
      merged.identity = { ...merged.identity, ...other.identity };
    }
    for (const key of merged.keys) byKey.set(key, merged);
  }
  return [...new Set(byKey.values())];
}

/** Keys as the columns of `contact_identity`: kinds and values. */
export const identityColumns = (keys: readonly string[]): [kinds: string[], values: string[]] => [
  keys.map(kindOf),
  keys.map(valueOf),
];

const keyOf = ({ kind, value }: IdentityRow): string => `${kind}:${value}`;
const kindOf = (key: string): string => key.slice(0, key.indexOf(':'));
const valueOf = (key: string): string => key.slice(key.indexOf(':') + 1);
const rowOf = (key: string, contactId: string): IdentityRow => ({
  kind: kindOf(key),
  value: valueOf(key),
  contact_id: contactId,
});
