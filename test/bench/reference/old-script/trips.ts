import type { Pool } from 'pg';

export interface OldMessage {
  id: string;
  ticket_id: string;
  content: string;
  sender_name: string;
  created_at: string;
}

export interface Webhook {
  event: string;
  instance: string;
  data: { key: { remoteJid: string; id: string }; pushName: string; message: { conversation?: string } };
}

/**
 * One webhook, one after the other: find the customer, find the ticket, write the ticket, write the message. Four trips for a
 * known customer with an open ticket, five for a new one; no transaction, no unique key, and whatever fails is lost.
 */
export async function handleMessage(pool: Pool, { instance, data }: Webhook): Promise<OldMessage> {
  const phone = /^\d+/.exec(data.key.remoteJid)?.[0] ?? '';
  const customerId =
    (await findCustomer(pool, phone)) ?? (await addCustomer(pool, { phone, instance, name: data.pushName }));
  const ticketId = await openTicket(pool, { phone, instance, customerId });
  const metadata = {
    evolution_instance: instance,
    whatsapp_message_id: data.key.id,
    sender_phone: phone,
    is_from_whatsapp: true,
    timestamp: new Date().toISOString(),
    message_type: 'text',
  };
  const { rows } = await pool.query<OldMessage>(
    `INSERT INTO old.messages (ticket_id, content, type, sender_name, metadata) VALUES ($1, $2, 'text', $3, $4) RETURNING *`,
    [ticketId, data.message.conversation ?? '[Mensagem não suportada]', data.pushName, metadata],
  );
  const [message] = rows;
  if (message === undefined) throw new Error('the message was not stored');
  return message;
}

async function findCustomer(pool: Pool, phone: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT * FROM old.profiles WHERE role = 'customer' AND (metadata->>'phone' = $1 OR email = $2)`,
    [phone, emailOf(phone)],
  );
  return rows[0]?.id;
}

async function addCustomer(
  pool: Pool,
  { phone, instance, name }: { phone: string; instance: string; name: string },
): Promise<string | undefined> {
  const metadata = { phone, whatsapp_instance: instance, created_via: 'webhook', created_at: new Date().toISOString() };
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO old.profiles (email, name, role, metadata) VALUES ($1, $2, 'customer', $3) RETURNING *`,
    [emailOf(phone), name, metadata],
  );
  return rows[0]?.id;
}

async function openTicket(
  pool: Pool,
  { phone, instance, customerId }: { phone: string; instance: string; customerId: string | undefined },
): Promise<string | undefined> {
  const metadata = { whatsapp_phone: phone, client_phone: phone, instance_name: instance, is_whatsapp: true };
  const found = await pool.query<{ id: string }>(
    `SELECT * FROM old.tickets WHERE customer_id = $1 AND status IN ('open', 'in_progress') ORDER BY created_at DESC LIMIT 1`,
    [customerId],
  );
  const [ticket] = found.rows;
  if (ticket !== undefined) {
    await pool.query(
      `UPDATE old.tickets SET nunmsg = $2, metadata = $3, channel = 'whatsapp', updated_at = now() WHERE id = $1`,
      [ticket.id, `+${phone}`, metadata],
    );
    return ticket.id;
  }
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO old.tickets (customer_id, title, status, priority, channel, nunmsg, metadata)
     VALUES ($1, $2, 'open', 'medium', 'whatsapp', $3, $4) RETURNING *`,
    [customerId, `Atendimento WhatsApp - ${phone}`, `+${phone}`, metadata],
  );
  return rows[0]?.id;
}

const emailOf = (phone: string): string => `whatsapp-${phone}@auto-generated.com`;
