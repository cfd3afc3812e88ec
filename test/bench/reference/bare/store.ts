import { connect } from 'amqplib';
import type { ConsumeMessage } from 'amqplib';
import { Client } from 'pg';
import { serve } from '../../programs/serve.js';
import { events, inbound } from './names.js';
import type { BareEvent, BareMessage } from './names.js';

export interface BareStore {
  start(order: { brokerUrl: string; databaseUrl: string }): Promise<null>;
}

const batchSize = 200;
/** How far the consumer may run ahead of what is stored. */
const prefetch = 1_000;

const schema = `
  CREATE SCHEMA bare;
  CREATE TABLE bare.head (seq bigint NOT NULL);
  INSERT INTO bare.head (seq) VALUES (0);
  CREATE TABLE bare.message (
    instance text NOT NULL, id text NOT NULL, jid text NOT NULL, text text NOT NULL, seq bigint,
    received_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (instance, id)
  )`;

/** One round trip and one commit: the rows, and the counter that numbers them without gaps. */
const insert = {
  name: 'insert',
  text: `
    WITH head AS (UPDATE bare.head SET seq = seq + $5 RETURNING seq - $5 AS before)
    INSERT INTO bare.message (instance, id, jid, text, seq)
    SELECT i.instance, i.id, i.jid, i.text, head.before + i.place
    FROM head, unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS i (instance, id, jid, text, place)
    ON CONFLICT DO NOTHING RETURNING instance, id, jid, text, seq`,
};

/** From the quorum queue in batches to rows, and from those to the fan-out; acknowledged when all that is committed. */
async function start({ brokerUrl, databaseUrl }: { brokerUrl: string; databaseUrl: string }): Promise<null> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(schema);
  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.assertQueue(inbound, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertExchange(events, 'fanout', { durable: false });
  await channel.prefetch(prefetch);
  const waiting: ConsumeMessage[] = [];
  let isStoring = false;

  async function storeAll(): Promise<void> {
    if (isStoring) return;
    isStoring = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize);
      const stored = await storeBatch(database, batch.map(readMessage));
      channel.publish(events, '', Buffer.from(JSON.stringify(stored)));
      const last = batch.at(-1);
      if (last !== undefined) channel.ack(last, true);
    }
    isStoring = false;
  }

  await channel.consume(inbound, (message) => {
    if (message === null) return;
    waiting.push(message);
    // Whatever arrived in one read from the broker's socket goes together.
    setImmediate(() => void storeAll());
  });
  return null;
}

function readMessage({ content }: ConsumeMessage): BareMessage {
  const { instance, data } = JSON.parse(content.toString()) as {
    instance: string;
    data: { key: { remoteJid: string; id: string }; message: { conversation: string } };
  };
  return { instance, id: data.key.id, jid: data.key.remoteJid, text: data.message.conversation };
}

async function storeBatch(database: Client, batch: BareMessage[]): Promise<BareEvent[]> {
  const columns = (['instance', 'id', 'jid', 'text'] as const).map((name) => batch.map((message) => message[name]));
  const { rows } = await database.query<BareEvent>({ ...insert, values: [...columns, batch.length] });
  return rows;
}

serve({ start } satisfies BareStore);
