import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchanges, FetchFile, queues } from '@bkcrm/contracts';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import { bindQueue, eventually, freePort, peekQueue, startProcess, withVhost } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerExchanges } from '../src/broker.js';
import { aDelivery, aPhotoUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const main = 'dist/apps/ticket/src/main.js';
/** Those of a row die beside each other. */
const boundaries = [
  ['t1', 't2', 't3', 't4'],
  ['t5', 't6', 't7', 't8'],
  ['r1', 'r2', 'r3', 'r4'],
];

// The end-to-end tests build it; alone these tests run on what was built last.
describe.skipIf(!existsSync(main))('ticket as a process', () => {
  const vhost = withVhost();
  const databaseOf = withTicketDatabase();
  const running: RunningProcess[] = [];
  let harness: TicketHarness;
  let link: BrokerLink;
  let publisher: Publisher;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ticket-'));
    harness = await TicketHarness.open(databaseOf.url);
    link = new BrokerLink({ url: vhost.url, connectionName: 'ingest', exchanges: brokerExchanges });
    publisher = new Publisher(link);
    link.start();
  });
  afterEach(async () => {
    for (const process of running.splice(0)) if (process.running) await process.kill();
    await link.close();
    await harness.close();
    rmSync(folder, { recursive: true });
  });

  /** Waits until it is ready, unless it is there to die, which it may do before. */
  async function start(failpoints = ''): Promise<RunningProcess> {
    const administration = await freePort();
    const started = await startProcess({
      name: 'ticket',
      args: [main],
      env: {
        FAILPOINTS: failpoints,
        DATABASE_URL: databaseOf.url,
        AMQP_URL: vhost.url,
        TICKET_ADMIN_PORT: String(administration),
        MEDIA_DIR: folder,
      },
      ...(failpoints === '' && { ready: `http://127.0.0.1:${administration}/readyz` }),
    });
    running.push(started);
    return started;
  }

  /** A customer's photo, whose file is ordered by the outbox. */
  async function post(instance: string, id: string): Promise<void> {
    const {
      exchange,
      routingKey,
      type,
      headers,
      raw: content,
    } = aDelivery('messages.upsert', instance, aPhotoUpsert(id, `55119876${id.slice(-5)}`));
    const message = { exchange, routingKey, type, headers: headers as Record<string, string>, content };
    expect(await publisher.publish({ ...message, messageId: uuid() })).toBe('confirmed');
  }

  it('stores every message once and sends every order, killed at any boundary', async () => {
    // Where the sender would take them from.
    await bindQueue(vhost.url, 'orders', exchanges.commands, FetchFile.type);
    await harness.addNumber('loja');
    const ids: string[] = [];
    for (const row of boundaries) {
      const dying = await Promise.all(row.map((boundary) => start(`${boundary}:kill`)));
      await eventually(
        async () => {
          if (dying.every(({ running }) => !running)) return;
          const id = `3EB0${String(ids.length).padStart(16, '0')}`;
          await post('loja', id);
          ids.push(id);
          throw new Error(`one of ${row.join()} was not reached`);
        },
        { timeout: 60_000, every: 200 },
      );
    }
    await start();
    await eventually(
      async () => {
        const stored = await harness.database.query('SELECT whatsapp_id FROM message ORDER BY whatsapp_id');
        expect(stored).toEqual(ids.map((id) => ({ whatsapp_id: id })));
        expect(await harness.database.query('SELECT id FROM outbox_message WHERE sent_at IS NULL')).toEqual([]);
      },
      { timeout: 30_000 },
    );
    const attachments = await harness.database.query<{ id: string }>('SELECT id FROM attachment');
    const orders = (await peekQueue(vhost.url, 'orders')).map(
      ({ content }) => JSON.parse(String(content)) as FetchFile,
    );
    expect(new Set(orders.map(({ attachmentId }) => attachmentId))).toEqual(new Set(attachments.map(({ id }) => id)));
    const [log] = await harness.database.query(
      'SELECT max(last_seq)::int - sum(size)::int AS missing, count(*) - count(last_seq) AS unnumbered FROM event_batch',
    );
    expect(log).toEqual({ missing: 0, unnumbered: '0' });
    const created = `SELECT data->>'whatsappId' AS id FROM event WHERE type = 'message.created' ORDER BY 1`;
    expect(await harness.database.query(created)).toEqual(ids.map((id) => ({ id })));
    expect(await peekQueue(vhost.url, `${queues.ticketInboundP0}.dead`)).toEqual([]);
    expect(await harness.database.query('SELECT id FROM dead_letter')).toEqual([]);
  }, 180_000);
});
