import type { Transaction } from '@bkcrm/database';
import { identityColumns } from '../../contacts/contact-directory.js';
import { tryToLockNames } from '../../database/advisory-locks.js';
import { identityKeys } from '../domain/index.js';
import type { SourcedFact } from './inbound-work.js';
import { lockName } from './lock-whatsapp-ids.js';
import { sortFacts } from './sort-facts.js';

/** What storing a fact locks, as far as others may have it for long. */
interface Needs {
  /** Names of messages and of persons. */
  names: string[];
  /** Keys of persons: their contacts, if they are known. */
  people: string[];
  groups: Group[];
}

interface Group {
  numberId: string;
  groupJid: string;
}

/**
 * Takes the locks that storing these facts needs, without waiting for anybody: who waits for a process that is frozen in the middle of a
 * transaction keeps everything waiting that comes with it.
 * @returns the facts that somebody else has a lock of; of all others the locks are this transaction's from here on
 */
export async function findHeld(
  tx: Transaction,
  facts: readonly SourcedFact[],
  settings: { groups: boolean },
): Promise<Set<SourcedFact>> {
  const needs = facts.map((fact) => ({ fact, ...needsOf(fact, settings) }));
  const [names, people] = [needs.flatMap((need) => need.names), needs.flatMap((need) => need.people)];
  const held = new Set([
    ...(await tryToLockNames(tx, [...names, ...people])),
    ...(await tryToLockContacts(tx, people)),
    ...(await tryToLockGroups(
      tx,
      needs.flatMap(({ groups }) => groups),
    )),
  ]);
  const isHeld = ({ names: own, people: theirs, groups }: Needs): boolean =>
    [...own, ...theirs, ...groups.map(groupKey)].some((key) => held.has(key));
  return new Set(needs.filter(isHeld).map(({ fact }) => fact));
}

function needsOf(fact: SourcedFact, settings: { groups: boolean }): Needs {
  const { arrivals, changes, contacts } = sortFacts([fact], settings);
  const chats = arrivals.map(({ number, message: { chat } }) => ({ numberId: number.id, ...chat }));
  const ids = arrivals.map(({ number, message }) => ({ numberId: number.id, whatsappId: message.whatsappId }));
  return {
    names: [...ids, ...changes].map(lockName),
    people: [...chats.filter(({ kind }) => kind !== 'group'), ...contacts.map(({ contact }) => contact)].flatMap(
      identityKeys,
    ),
    groups: chats.flatMap(({ numberId, groupJid }) => (groupJid === undefined ? [] : [{ numberId, groupJid }])),
  };
}

/** @returns the keys of persons whose contact somebody else has; of those whom nobody knows the name is the lock */
async function tryToLockContacts(tx: Transaction, keys: string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<{ key: string }>(
    `WITH named AS MATERIALIZED (
       SELECT i.kind || ':' || i.value AS key, i.contact_id FROM unnest($1::text[], $2::text[]) AS k(kind, value)
       JOIN contact_identity i ON i.kind = k.kind AND i.value = k.value),
     free AS MATERIALIZED (
       SELECT id FROM contact WHERE id IN (SELECT contact_id FROM named) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
     SELECT n.key FROM named n JOIN contact c ON c.id = n.contact_id WHERE NOT EXISTS (SELECT 1 FROM free f WHERE f.id = c.id)`,
    identityColumns(keys),
  );
  return rows.map(({ key }) => key);
}

/** @returns the keys of groups whose conversation somebody else has */
async function tryToLockGroups(tx: Transaction, groups: Group[]): Promise<string[]> {
  if (groups.length === 0) return [];
  const rows = await tx.query<Group>(
    `WITH named AS MATERIALIZED (
       SELECT c.id, c.number_id, c.group_jid FROM jsonb_to_recordset($1::jsonb) AS g("numberId" uuid, "groupJid" text)
       JOIN conversation c ON c.number_id = g."numberId" AND c.group_jid = g."groupJid"),
     free AS MATERIALIZED (
       SELECT id FROM conversation WHERE id IN (SELECT id FROM named) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
     SELECT n.number_id AS "numberId", n.group_jid AS "groupJid" FROM named n WHERE NOT EXISTS (SELECT 1 FROM free f WHERE f.id = n.id)`,
    [JSON.stringify(groups)],
  );
  return rows.map(groupKey);
}

const groupKey = ({ numberId, groupJid }: Group): string => `${numberId}:${groupJid}`;
