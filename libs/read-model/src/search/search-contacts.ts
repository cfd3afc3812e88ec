import type { ContactHit, TicketStatus } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import { nameOfContact } from '../name-of-contact.js';
import { ticketScope } from '../scope.js';
import type { Principal } from '../scope.js';
import { SearchTime } from './search-time.js';
import { toContactQuery } from './search-words.js';
import type { SearchWords } from './search-words.js';

/** Of whom it is found out whether they may be seen: the most alike. */
const mostCandidates = 1_000;
const mostContacts = 5;

interface ContactRow {
  id: string;
  name: string | null;
  phone: string | null;
  avatar_url: string | null;
  ticket_id: string;
  ticket_status: TicketStatus;
}

/** The name as it was typed, then what begins so, then what only contains it. */
const statementOf = (scope: string): string => `
  WITH candidate AS MATERIALIZED (
    SELECT c.id, c.name, c.phone, c.avatar_url,
      CASE WHEN c.phone = $6 OR trim(ticket.search_fold(c.name)) = $5 THEN 0
        WHEN starts_with(trim(ticket.search_fold(c.name)), $5) OR right(c.phone, length($6)) = $6 THEN 1 ELSE 2 END AS distance
    FROM ticket.contact c
    WHERE ticket.contact_words(c.name, c.phone) @@ to_tsquery('pg_catalog.simple', $4) AND c.merged_into IS NULL
    ORDER BY distance, c.name, c.id LIMIT ${mostCandidates})
  SELECT k.id, k.name, k.phone, k.avatar_url, s.ticket_id, s.ticket_status
  FROM candidate k CROSS JOIN LATERAL (
    SELECT t.id AS ticket_id, t.status AS ticket_status FROM ticket.ticket t
    WHERE t.contact_id = k.id AND ${scope} ORDER BY t.status = 'resolved', t.updated_at DESC LIMIT 1) s
  ORDER BY k.distance, k.name, k.id LIMIT ${mostContacts}`;

/** A few contacts with a ticket that may be seen, by name or phone. @throws SearchTooSlow */
export async function searchContacts(db: Database, principal: Principal, search: SearchWords): Promise<ContactHit[]> {
  const scope = ticketScope(principal, 1);
  const rows = await new SearchTime().within(db, (tx) =>
    tx.query<ContactRow>(statementOf(scope.sql), [
      ...scope.parameters,
      toContactQuery(search),
      search.words.join(' '),
      search.phone,
    ]),
  );
  return rows.map((row) => ({
    id: row.id,
    name: nameOfContact(row.name, row.phone),
    phone: row.phone,
    avatarUrl: row.avatar_url,
    ticketId: row.ticket_id,
    ticketStatus: row.ticket_status,
  }));
}
