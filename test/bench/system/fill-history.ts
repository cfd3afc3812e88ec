import { query } from './query.js';
import { fullNames, phrases } from './vocabulary.js';

/** Every conversation has had so many tickets; one in ten has an open one. */
const ticketsOfAConversation = 2;

/** Enough that a phrase says little about the message that it is in. */
const phraseCount = 20_000;
const nameCount = 5_000;

const contacts = `INSERT INTO ticket.contact (id, name, phone)
  SELECT uuidv7(), n.name, '55119' || (90000000 + i) FROM generate_series(1, $1::int) i
    JOIN unnest($2::text[]) WITH ORDINALITY AS n(name, place) ON n.place = 1 + i % ${nameCount}`;

/** The contacts are dealt out to the numbers in turn. */
const conversations = `
  WITH number AS (SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS numbers FROM ticket.whatsapp_number),
    contact AS (SELECT id, phone, row_number() OVER (ORDER BY phone) AS place FROM ticket.contact WHERE phone LIKE '55119%')
  INSERT INTO ticket.conversation (id, number_id, contact_id, kind, address)
  SELECT uuidv7(), n.id, c.id, 'contact', c.phone || '@s.whatsapp.net'
  FROM contact c JOIN number n ON n.place = c.place % n.numbers`;

const tickets = `
  INSERT INTO ticket.ticket (id, conversation_id, number_id, contact_id, status, department_id, opened_at, resolved_at, updated_at)
  SELECT uuidv7(), v.id, v.number_id, v.contact_id, CASE WHEN open THEN 'open' ELSE 'resolved' END, n.department_id,
    at, CASE WHEN open THEN NULL ELSE at + interval '1 hour' END, at + interval '1 hour'
  FROM (SELECT *, row_number() OVER () AS place FROM ticket.conversation) v
    JOIN ticket.whatsapp_number n ON n.id = v.number_id
    CROSS JOIN generate_series(1, $1::int) t
    CROSS JOIN LATERAL (SELECT t = $1::int AND v.place % 10 = 0 AS open,
      now() - interval '1 minute' * (v.place + ($1::int - t) * 200000) AS at) l`;

const messages = `
  INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, whatsapp_id,
    sent_at, order_key, received_at)
  SELECT uuidv7(), t.conversation_id, t.id, t.number_id, CASE WHEN out THEN 'out' ELSE 'in' END, 'text',
    p.phrase || ' ' || q.phrase || CASE WHEN i % 5 = 1 THEN ', pedido ' || t.number ELSE '' END, CASE WHEN out THEN 'read' ELSE 'received' END, out,
    '3EB0' || upper(substr(md5(t.id::text || i), 1, 18)), at, lpad(i::text, 10, '0'), at
  FROM ticket.ticket t CROSS JOIN generate_series(1, $1::int) i
    CROSS JOIN LATERAL (SELECT i % 2 = 0 AS out, t.opened_at + interval '1 minute' * i AS at) l
    JOIN unnest($2::text[]) WITH ORDINALITY AS p(phrase, place) ON p.place = 1 + abs(hashint4(t.number * 50 + i)) % ${phraseCount}
    JOIN unnest($2::text[]) WITH ORDINALITY AS q(phrase, place) ON q.place = 1 + abs(hashint4(-t.number * 50 - i)) % ${phraseCount}`;

const lastMessages = `
  UPDATE ticket.ticket t SET last_message_id = m.id FROM (
    SELECT DISTINCT ON (ticket_id) ticket_id, id FROM ticket.message ORDER BY ticket_id, sent_at DESC
  ) m WHERE m.ticket_id = t.id`;

/** What a company has after some years, straight into the tables: through the front door it would take days. */
export async function fillHistory(
  databaseUrl: string,
  { tickets: ticketCount, messages: messageCount }: { tickets: number; messages: number },
): Promise<void> {
  await query(databaseUrl, contacts, [Math.round(ticketCount / ticketsOfAConversation), fullNames(nameCount)]);
  await query(databaseUrl, conversations);
  await query(databaseUrl, tickets, [ticketsOfAConversation]);
  const [index] = await query<{ definition: string }>(
    databaseUrl,
    `SELECT pg_get_indexdef('ticket.message_words'::regclass) AS definition`,
  );
  // Made at once it takes a fraction of the time.
  await query(databaseUrl, 'DROP INDEX ticket.message_words');
  await query(databaseUrl, messages, [Math.round(messageCount / ticketCount), phrases(phraseCount)]);
  await query(databaseUrl, index?.definition ?? '');
  await query(databaseUrl, lastMessages);
  await query(databaseUrl, 'VACUUM ANALYZE ticket.ticket, ticket.message, ticket.contact, ticket.conversation');
}
