import type { Transaction } from '@bkcrm/database';
import { failpoint } from '@bkcrm/observability';
import { ContactDirectory } from '../../contacts/contact-directory.js';
import type { SamePerson } from '../../contacts/contact-directory.js';
import { described, describeContacts } from '../../contacts/describe-contacts.js';
import type { ContactDescription } from '../../contacts/describe-contacts.js';
import { lockContacts, readContacts } from '../../contacts/lock-contacts.js';
import type { ContactState } from '../../contacts/lock-contacts.js';
import { mergeContacts } from '../../contacts/merge-contacts.js';
import { conversationKey, openConversations } from '../../conversations/open-conversations.js';
import type { ConversationKey } from '../../conversations/open-conversations.js';
import { passOverErased } from '../../erasing/pass-over-erased.js';
import type { EventRecorder } from '../../event-log/event-recorder.js';
import { countInLedger } from '../../ledger/count-in-ledger.js';
import type { LedgerCount } from '../../ledger/count-in-ledger.js';
import type { MessageCounter } from '../../metrics/message-counter.js';
import { changeMessages } from '../../messages/change-messages.js';
import { findStoredMessages } from '../../messages/find-stored-messages.js';
import { takeWaiting } from '../../messages/waiting-facts.js';
import type { Targeted } from '../../messages/waiting-facts.js';
import { refreshTickets, TicketPlan } from '../../tickets/place-messages.js';
import { holdEchoes } from '../echoes/hold-echoes.js';
import type { Identity } from '../domain/index.js';
import { ChangeLog } from './change-log.js';
import type { ArrivingRow, SourcedFact } from './inbound-work.js';
import { lockWhatsappIds } from './lock-whatsapp-ids.js';
import { sortFacts } from './sort-facts.js';
import type { SortedFacts } from './sort-facts.js';
import { storeArrivals } from './store-arrivals.js';
import type { StoredArrivals } from './store-arrivals.js';

export interface StoringSettings {
  reopenWithinMs: number;
  now: Date;
  /** Whether groups are stored at all. */
  groups: boolean;
  /** Whether echoes that may be our own wait to be claimed. */
  holdEchoes: boolean;
}

/** Rounds of meeting people, each of which an erasure may spoil. */
const mostErasuresMet = 10;

/**
 * Stores facts inside a transaction. The order of steps is the order of locks, the same for everybody:
 * WhatsApp ids, identities, contacts, conversations, messages, tickets.
 */
export class Storing {
  private readonly changes: ChangeLog;

  constructor(
    private readonly tx: Transaction,
    events: EventRecorder,
    counter: MessageCounter,
    private readonly settings: StoringSettings,
  ) {
    this.changes = new ChangeLog(tx, events, counter);
  }

  async run(sourcedFacts: SourcedFact[]): Promise<void> {
    const sorted = sortFacts(sourcedFacts, this.settings);
    if (Object.values(sorted).every((facts) => facts.length === 0)) return;
    lockWhatsappIds(this.tx, [...sorted.arrivals.map(idOf), ...sorted.changes]);
    const { facts, erased } = await passOverErased(this.tx, sorted);
    this.countErased(erased);
    const { directory, contacts } = await this.lockContacts(facts);
    for (const row of facts.arrivals)
      row.contactId = row.message.chat.kind === 'group' ? null : await this.contactOf(directory, contacts, row);
    const arrivals = this.settings.holdEchoes ? await holdEchoes(this.tx, facts.arrivals) : facts.arrivals;
    this.count(facts.arrivals, arrivals, await this.storeMessages(arrivals));
    await failpoint('t3');
    await this.applyChanges(arrivals, facts.changes);
    await this.describe(directory, contacts, facts);
    refreshTickets(this.tx, [...this.changes.ticketIds]);
    await failpoint('t4');
    await this.changes.record();
  }

  /** Who was erased before the lock was there is met anew, as somebody nobody knows. */
  private async lockContacts(
    facts: SortedFacts,
  ): Promise<{ directory: ContactDirectory; contacts: Map<string, ContactState> }> {
    for (let round = 1; round <= mostErasuresMet; round += 1) {
      const directory = await this.meetContacts(facts);
      const ids = facts.arrivals.flatMap(({ message }) => contactIdOf(directory, message.chat) ?? []);
      const contacts = await lockContacts(this.tx, ids);
      if (ids.every((id) => contacts.has(id))) return { directory, contacts };
    }
    throw new Error('an identity names a contact that is not there');
  }

  /** Contacts of all who wrote, and of those already known of whom something was said. People found to be one are merged. */
  private async meetContacts(facts: SortedFacts): Promise<ContactDirectory> {
    const directory = new ContactDirectory(this.tx);
    const writers: Identity[] = facts.arrivals
      .filter(({ message }) => message.chat.kind !== 'group')
      .map(({ message }) => message.chat);
    const described = facts.contacts.map(({ contact }) => contact);
    const load = async (): Promise<SamePerson[]> => [
      ...(await directory.load(writers, { create: true })),
      ...(await directory.load(described, { create: false })),
    ];
    const same = await load();
    for (const person of same) this.changes.addMerge(await mergeContacts(this.tx, person.contactIds));
    if (same.length > 0) await load();
    return directory;
  }

  /** Another transaction may have merged the contact away before it was locked. */
  private async contactOf(
    directory: ContactDirectory,
    contacts: Map<string, ContactState>,
    row: ArrivingRow,
  ): Promise<string | null> {
    let id = contactIdOf(directory, row.message.chat) ?? null;
    for (let contact = contacts.get(id ?? ''); contact?.mergedInto != null; contact = contacts.get(id ?? '')) {
      id = contact.mergedInto;
      if (!contacts.has(id)) for (const [key, value] of await lockContacts(this.tx, [id])) contacts.set(key, value);
    }
    return id;
  }

  private async storeMessages(arrivals: ArrivingRow[]): Promise<StoredArrivals> {
    const conversations = await openConversations(this.tx, arrivals.map(conversationOf));
    for (const row of arrivals) row.conversationId = conversations.get(conversationKey(conversationOf(row))) ?? '';
    const plan = await TicketPlan.load(this.tx, [...conversations.values()]);
    const stored = await storeArrivals(this.tx, arrivals, plan, this.settings);
    const { inserted } = stored;
    for (const [ticketId, audience] of plan.audienceBefore) this.changes.audienceBefore.set(ticketId, audience);
    const newTickets = new Set(inserted.flatMap((row) => row.ticketId ?? []));
    const adopted = await plan.write(this.tx, newTickets);
    this.changes.addCreated(inserted, arrivals);
    this.changes.addAdopted(adopted, inserted);
    return stored;
  }

  /** Messages that were erased and came again: received, and nothing new. */
  private countErased(erased: ArrivingRow[]): void {
    this.changes.addDuplicates(erased);
    countInLedger(this.tx, [...lines(erased, 'received'), ...lines(erased, 'duplicates')]);
  }

  private count(received: ArrivingRow[], goingOn: ArrivingRow[], { inserted, duplicates }: StoredArrivals): void {
    const held = received.filter((row) => !goingOn.includes(row));
    countInLedger(this.tx, [
      ...lines(received, 'received'),
      ...lines(held, 'held'),
      ...lines(inserted, 'stored'),
      ...lines(duplicates, 'duplicates'),
    ]);
  }

  private async applyChanges(arrivals: ArrivingRow[], arriving: SortedFacts['changes']): Promise<void> {
    const waited: Targeted[] = await takeWaiting(this.tx, uniqueIds(arrivals.map(idOf)));
    const changes = [...waited, ...arriving];
    const targets = await findStoredMessages(this.tx, uniqueIds(changes));
    const { ids, steps } = await changeMessages(this.tx, targets, changes);
    this.changes.addSteps(steps);
    this.changes.addChanged(
      targets.filter((message) => ids.has(message.id)),
      arriving[0]?.cause ?? arrivals[0]?.cause,
    );
  }

  private async describe(
    directory: ContactDirectory,
    contacts: Map<string, ContactState>,
    facts: SortedFacts,
  ): Promise<void> {
    const descriptions: ContactDescription[] = [];
    for (const { message, contactId } of facts.arrivals) {
      if (contactId !== null && !message.fromMe)
        descriptions.push({ contactId, name: message.pushName, ...phoneOf(message.chat) });
      else if (contactId !== null) descriptions.push({ contactId, name: null, ...phoneOf(message.chat) });
    }
    for (const { contact } of facts.contacts) {
      const contactId = directory.contactOf(contact);
      if (contactId !== undefined) descriptions.push({ ...contact, contactId });
    }
    // Mostly nothing is new in what is said of somebody who did not write: then nobody waits for a lock, nor is there one to wait for.
    const others = descriptions.map(({ contactId }) => contactId).filter((id) => !contacts.has(id));
    const differing = described(await readContacts(this.tx, others), descriptions).map(({ id }) => id);
    for (const [id, contact] of await lockContacts(this.tx, differing)) contacts.set(id, contact);
    const changed = describeContacts(this.tx, contacts, descriptions);
    await this.changes.addContacts(changed);
  }
}

function conversationOf({ number, contactId, message: { chat } }: ArrivingRow): ConversationKey {
  const groupJid = contactId === null ? (chat.groupJid ?? null) : null;
  return { numberId: number.id, contactId, groupJid, address: chat.address };
}

const lines = (rows: ArrivingRow[], what: LedgerCount['what']): LedgerCount[] =>
  rows.map(({ number }) => ({ numberId: number.id, what }));
const idOf = (row: ArrivingRow): { numberId: string; whatsappId: string } => ({
  numberId: row.number.id,
  whatsappId: row.message.whatsappId,
});
const keyOf = ({ numberId, whatsappId }: { numberId: string; whatsappId: string }): string =>
  `${numberId}:${whatsappId}`;
const contactIdOf = (directory: ContactDirectory, chat: Identity): string | undefined => directory.contactOf(chat);
const phoneOf = (chat: Identity): { phone?: string } => (chat.phone === undefined ? {} : { phone: chat.phone });

function uniqueIds(ids: { numberId: string; whatsappId: string }[]): { numberId: string; whatsappId: string }[] {
  return [
    ...new Map(
      ids.map(({ numberId, whatsappId }) => [keyOf({ numberId, whatsappId }), { numberId, whatsappId }]),
    ).values(),
  ];
}
