import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Desk } from '../generator/clients.js';
import { canaryInstance, instances } from '../generator/numbers.js';
import type { Ledger } from '../ledger.js';
import type { World } from '../world/world.js';
import type { DeadLetter, Evidence, LoggedEvent, StoredMessage, TakenSend } from './evidence.js';
import { readDeadLetters, readQueues } from './queues.js';

/** Reads everything that the ledger is compared with. */
export async function collect(world: World, ledger: Ledger, desks: readonly Desk[]): Promise<Evidence> {
  const { webhooks, written, changes, orders, clients, faults, restartsByLiveness } = ledger;
  const queues = await readQueues(world.host);
  const refused = desks.flatMap(({ client }) =>
    client.store.getSnapshot().pending.filter(({ failure }) => failure !== null),
  );
  return {
    webhooks,
    written,
    changes,
    orders,
    clients,
    faults,
    restartsByLiveness,
    stored: await readMessages(world),
    quarantined: await texts(world, `SELECT convert_from(body, 'UTF8') AS text FROM ticket.quarantined_event`),
    deadLetters: await deadLetters(world, queues),
    taken: await readTaken(world),
    events: await readEvents(world),
    secondOpenTickets: await texts(
      world,
      `SELECT max(id::text) AS text FROM ticket.ticket WHERE status <> 'resolved' GROUP BY number_id, contact_id HAVING count(*) > 1`,
    ),
    unsettledActs: await texts(world, `SELECT id AS text FROM ticket.act WHERE status IN ('queued', 'sending')`),
    refused: refused.map(({ clientId }) => clientId),
    leftovers: [
      ...queues
        .filter(({ name, messages }) => !name.endsWith('.dead') && messages > 0)
        .map(({ name }) => `queue ${name}`),
      ...(await spoolLeftovers(world)),
      ...(await outboxLeftovers(world)),
    ],
  };
}

async function texts(world: World, sql: string): Promise<string[]> {
  return (await world.query<{ text: string }>(sql)).map(({ text }) => text);
}

function readMessages(world: World): Promise<StoredMessage[]> {
  return world.query(
    `SELECT m.id, n.instance_name AS instance, m.conversation_id AS "conversationId", m.direction, m.from_me AS "fromMe",
       m.whatsapp_id AS "whatsappId", m.client_id AS "clientId", m.kind, m.text, m.status, m.position, m.deleted_at IS NOT NULL AS deleted
     FROM ticket.message m JOIN ticket.whatsapp_number n ON n.id = m.number_id`,
  );
}

function readEvents(world: World): Promise<LoggedEvent[]> {
  return world.query(
    `SELECT (b.last_seq - b.size + e.ordinal)::int AS seq, e.audience_before AS before, e.audience_after AS after
     FROM ticket.event_batch b JOIN ticket.event e ON e.batch_id = b.id ORDER BY 1`,
  );
}

async function readTaken({ simulator }: World): Promise<TakenSend[]> {
  const lists = await Promise.all(
    [...instances, canaryInstance].map(async (instance) =>
      (await simulator.accepted(instance))
        .filter(({ kind }) => kind === 'text')
        .map(({ to, text }) => ({ instance, to, text })),
    ),
  );
  return lists.flat();
}

async function deadLetters(world: World, queues: { name: string; messages: number }[]): Promise<DeadLetter[]> {
  const holding = queues.filter(({ name, messages }) => name.endsWith('.dead') && messages > 0);
  const letters = await Promise.all(holding.map(({ name }) => readDeadLetters(world.host.brokerUrl, name)));
  const kept = ['ticket', 'sender'].map(
    (schema) =>
      `SELECT queue, 'x-reason=' || reason || ' x-attempt=' || attempts AS reason, encode(body, 'escape') AS body FROM ${schema}.dead_letter`,
  );
  return [...letters.flat(), ...(await world.query<DeadLetter>(kept.join(' UNION ALL ')))];
}

/** A set-aside record is one that was given up. */
async function spoolLeftovers(world: World): Promise<string[]> {
  const files = await readdir(join(world.host.folder, 'spool')).catch(() => []);
  const bad = files.filter((name) => name.endsWith('.bad')).map((name) => `spool ${name}`);
  const records = await world.readiness.detail('ingest-1', 'spool', 'records');
  return records === 0 ? bad : [...bad, `spool of ${String(records)} records`];
}

function outboxLeftovers(world: World): Promise<string[]> {
  return texts(
    world,
    `SELECT 'outbox of ticket: ' || id AS text FROM ticket.outbox_message WHERE sent_at IS NULL
     UNION ALL SELECT 'outbox of sender: ' || id FROM sender.outbox_message WHERE sent_at IS NULL`,
  );
}
