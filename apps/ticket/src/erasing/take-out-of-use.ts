import { exchanges, ForgetConversations } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { eraseOutbox } from '@bkcrm/personal-data';
import { writeOutbox } from '@bkcrm/outbox';
import type { EventRecorder } from '../event-log/event-recorder.js';
import { addressesOf } from './domain/traces.js';
import type { Traces } from './domain/traces.js';

/**
 * Takes a person out of use, in one transaction: nobody sees their tickets any more, nothing unsent leaves, and whoever writes from
 * their phone from now on is somebody new. What is left is found by the traces that this returns.
 */
export async function takeOutOfUse(
  tx: Transaction,
  erasure: { id: string; contactId: string },
  events: EventRecorder,
  now: Date,
): Promise<Traces> {
  const traces = await traceContact(tx, erasure.contactId);
  const { contactIds, conversationIds, ticketIds, addresses } = traces;
  await eraseOutbox(tx, [...conversationIds, ...addresses], now);
  await tx.query('UPDATE message SET ticket_id = NULL WHERE conversation_id = ANY($1::uuid[])', [conversationIds]);
  await removeTickets(tx, ticketIds);
  await tx.query(`UPDATE conversation SET address = '' WHERE id = ANY($1::uuid[])`, [conversationIds]);
  await tx.query('DELETE FROM contact_identity WHERE contact_id = ANY($1::uuid[])', [contactIds]);
  await tx.query('DELETE FROM contact WHERE id = ANY($1::uuid[])', [contactIds]);
  recordErased(events, { contactId: erasure.contactId, conversationIds, ticketIds, before: null });
  const { type } = ForgetConversations;
  const body: ForgetConversations = { erasureId: erasure.id, conversationIds, addresses, until: now.toISOString() };
  writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body }]);
  return traces;
}

/** Takes the tickets of a person that were resolved before a moment, and with them what was said, out of use. The person stays. */
export async function takeOutOfUseBefore(
  tx: Transaction,
  contactId: string,
  before: Date,
  events: EventRecorder,
): Promise<Traces> {
  const { contactIds, conversationIds } = await traceContact(tx, contactId);
  const tickets = await tx.query<{ id: string }>(
    `SELECT id FROM ticket WHERE conversation_id = ANY($1::uuid[]) AND status = 'resolved' AND coalesce(resolved_at, updated_at) < $2
     ORDER BY id FOR UPDATE`,
    [conversationIds, before],
  );
  const ticketIds = tickets.map(({ id }) => id);
  await tx.query('UPDATE message SET ticket_id = NULL WHERE ticket_id = ANY($1::uuid[])', [ticketIds]);
  await removeTickets(tx, ticketIds);
  recordErased(events, { contactId, conversationIds, ticketIds, before: before.toISOString() });
  return { contactIds, conversationIds, ticketIds, keys: [], addresses: [] };
}

/** Everything that the person is known by; the contact is locked. */
async function traceContact(tx: Transaction, contactId: string): Promise<Traces> {
  const contacts = await tx.query<{ id: string; phone: string | null }>(
    `WITH RECURSIVE same AS (
       SELECT id FROM contact WHERE id = $1 UNION SELECT c.id FROM contact c JOIN same s ON c.merged_into = s.id)
     SELECT id, phone FROM contact WHERE id IN (SELECT id FROM same) ORDER BY id FOR UPDATE`,
    [contactId],
  );
  const contactIds = contacts.map(({ id }) => id);
  const identities = await tx.query<{ key: string }>(
    `SELECT kind || ':' || value AS key FROM contact_identity WHERE contact_id = ANY($1::uuid[])`,
    [contactIds],
  );
  const conversations = await tx.query<{ id: string; address: string }>(
    'SELECT id, address FROM conversation WHERE contact_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
    [contactIds],
  );
  const tickets = await tx.query<{ id: string }>(
    'SELECT id FROM ticket WHERE contact_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
    [contactIds],
  );
  const keys = identities.map(({ key }) => key);
  return {
    contactIds,
    conversationIds: conversations.map(({ id }) => id),
    ticketIds: tickets.map(({ id }) => id),
    keys,
    addresses: addressesOf([
      ...keys,
      ...contacts.map(({ phone }) => phone),
      ...conversations.map(({ address }) => address),
    ]),
  };
}

async function removeTickets(tx: Transaction, ids: string[]): Promise<void> {
  await tx.query('DELETE FROM ticket_read WHERE ticket_id = ANY($1::uuid[])', [ids]);
  await tx.query('DELETE FROM ticket WHERE id = ANY($1::uuid[])', [ids]);
}

/** For everybody, whoever could see it: it says nothing but ids. */
function recordErased(
  events: EventRecorder,
  data: { contactId: string; conversationIds: string[]; ticketIds: string[]; before: string | null },
): void {
  const everyone = { everyone: true, departmentIds: [], agentIds: [] };
  events.add({ type: 'conversation.erased', data, ticketId: null, audienceBefore: null, audienceAfter: everyone });
}
