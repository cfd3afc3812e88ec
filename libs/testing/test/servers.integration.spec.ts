import amqp from 'amqplib';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { withDatabase, withVhost } from '../src/index.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('withDatabase', () => {
  const template = {
    name: 'testing',
    migrate: (url: string) => query(url, 'CREATE TABLE IF NOT EXISTS seen (who text)'),
  };
  const first = withDatabase(template);
  const second = withDatabase(template);

  it('gives databases with the schema of the template, each on its own', async () => {
    await query(first.url, `INSERT INTO seen VALUES ('first')`);
    expect(await query(first.url, 'SELECT * FROM seen')).toEqual([{ who: 'first' }]);
    expect(await query(second.url, 'SELECT * FROM seen')).toEqual([]);
  });
});

describe('withVhost', () => {
  const vhost = withVhost();

  it('gives a virtual host in which everything is allowed', async () => {
    const connection = await amqp.connect(vhost.url);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('q', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue('q', Buffer.from('hello'), { persistent: true });
    await channel.waitForConfirms();
    expect(await channel.get('q', { noAck: true })).toMatchObject({ content: Buffer.from('hello') });
    await connection.close();
  });
});
