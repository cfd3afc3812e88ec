import { query } from './query.js';

/** Every conversation has had so many tickets; one in ten has an open one. */
const ticketsOfAConversation = 2;

const contacts = `INSERT INTO ticket.contact (id, name, phone)
  SELECT uuidv7(), 'Customer ' || i, '55119' || (90000000 + i) FROM generate_series(1, $1::int) i`;

/** The contacts are dealt out to the numbers in turn. */
const conversations = `
  WITH number AS (SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS numbers FROM ticket.whatsapp_number),
    contact AS (SELECT id, phone, row_number() OVER (ORDER BY phone) AS place FROM ticket.contact WHERE name LIKE 'Customer %')
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
    'Olá, gostaria de saber sobre o pedido ' || t.number || ', mensagem ' || i, CASE WHEN out THEN 'read' ELSE 'received' END, out,
    '3EB0' || upper(substr(md5(t.id::text || i), 1, 18)), at, lpad(i::text, 10, '0'), at
  FROM ticket.ticket t CROSS JOIN generate_series(1, $1::int) i
    CROSS JOIN LATERAL (SELECT i % 2 = 0 AS out, t.opened_at + interval '1 minute' * i AS at) l`;

const lastMessages = `
  UPDATE ticket.ticket t SET last_message_id = m.id FROM (
    SELECT DISTINCT ON (ticket_id) ticket_id, id FROM ticket.message ORDER BY ticket_id, sent_at DESC
  ) m WHERE m.ticket_id = t.id`;

/** What a company has after some years, straight into the tables: through the front door it would take days. */
export async function fillHistory(
  databaseUrl: string,
  { tickets: ticketCount, messages: messageCount }: { tickets: number; messages: number },
): Promise<void> {
  await query(databaseUrl, contacts, [Math.round(ticketCount / ticketsOfAConversation)]);
  await query(databaseUrl, conversations);
  await query(databaseUrl, tickets, [ticketsOfAConversation]);
  await query(databaseUrl, messages, [Math.round(messageCount / ticketCount)]);
  await query(databaseUrl, lastMessages);
  await query(databaseUrl, 'VACUUM ANALYZE ticket.ticket, ticket.message, ticket.contact, ticket.conversation');
}
