import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SendMessage } from '@bkcrm/contracts';
import { AdoptNumber, exchanges, SendMessage as SendCommand } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import { eventually, freePort, startProcess, TcpProxy, withVhost } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';
import { brokerExchanges } from '../src/broker.js';
import { FakeEvolution } from './fake-evolution.js';
import { aCommand, withSenderDatabase } from './sender-harness.js';

const main = 'dist/apps/evolution-sender/src/main.js';

const command = (numberId: string, text: string): SendMessage => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  return aCommand(numberId, { text, queuedAt: new Date().toISOString(), expiresAt: soon });
};

// The end-to-end tests build it; alone these tests run on what was built last.
describe.skipIf(!existsSync(main))('evolution-sender as a process', () => {
  const vhost = withVhost();
  const databaseOf = withSenderDatabase();
  const running: RunningProcess[] = [];
  let evolution: FakeEvolution;
  let database: Database;
  let link: BrokerLink;
  let publisher: Publisher;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sender-'));
    evolution = await FakeEvolution.start(() => new Date());
    const dataSource = createDataSource(senderDatabase(databaseOf.url, 2));
    await dataSource.initialize();
    database = new Database(dataSource);
    await database.query('TRUNCATE number, number_lease, replica, send_command, send_attempt, outbox_message');
    link = new BrokerLink({ url: vhost.url, connectionName: 'ticket', exchanges: brokerExchanges });
    publisher = new Publisher(link);
    link.start();
  });
  afterEach(async () => {
    for (const process of running.splice(0)) if (process.running) await process.kill();
    await link.close();
    await database.dataSource.destroy();
    await evolution.stop();
    rmSync(folder, { recursive: true });
  });

  async function start({ failpoints = '', server = evolution, settings = {} } = {}): Promise<RunningProcess> {
    const administration = await freePort();
    const started = await startProcess({
      name: 'evolution-sender',
      args: [main],
      env: {
        NODE_ENV: 'test',
        FAILPOINTS: failpoints,
        DATABASE_URL: databaseOf.url,
        AMQP_URL: vhost.url,
        SENDER_ADMIN_PORT: String(administration),
        MEDIA_DIR: folder,
        EVOLUTION_URL: server.url,
        EVOLUTION_API_KEY: server.apiKey,
        WEBHOOK_PUBLIC_URL: server.url,
        WEBHOOK_SECRETS: 'secret',
        SECRETS_KEY: 'secrets-key-of-at-least-32-characters',
        ...settings,
      },
      ready: `http://127.0.0.1:${administration}/readyz`,
    });
    running.push(started);
    return started;
  }

  const order = (type: string, content: object): Promise<void> =>
    eventually(async () => {
      const message = { exchange: exchanges.commands, routingKey: type, type, content, messageId: uuid() };
      expect(await publisher.publish(message)).toBe('confirmed');
    });
  const adopt = (numberId: string): Promise<void> =>
    order(AdoptNumber.type, { numberId, instanceName: numberId } satisfies AdoptNumber);
  const states = async (): Promise<Record<string, string>> => {
    const rows = await database.query<{ text: string; state: string }>(
      `SELECT content->>'text' AS text, state FROM send_command`,
    );
    return Object.fromEntries(rows.map(({ text, state }) => [text, state]));
  };
  /** A killed process gives nothing back. What it left is not for the next one to take, who is to die of something else. */
  const keepLeases = () => database.query(`UPDATE number_lease SET expires_at = now() + interval '1 hour'`);
  const endLeases = () => database.query('UPDATE number_lease SET expires_at = now()');

  it('killed at any boundary loses no message, and sends none twice', async () => {
    const boundaries = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'];
    for (const boundary of boundaries) {
      const dying = await start({ failpoints: `${boundary}:kill` });
      const numberId = uuid();
      await adopt(numberId);
      await order(SendCommand.type, command(numberId, boundary));
      await eventually(() => expect(dying.running, boundary).toBe(false), { timeout: 20_000 });
      await keepLeases();
    }
    await start();
    await endLeases();
    // What WhatsApp took is found within seconds; what it never got stays unknown, and is shown as such.
    await eventually(
      async () => {
        const now = await states();
        expect(Object.keys(now).sort()).toEqual(boundaries);
        const expected = boundaries.map((text) => [text, evolution.texts.includes(text) ? 'sent' : 'unknown']);
        expect(now).toEqual(Object.fromEntries(expected));
      },
      { timeout: 30_000 },
    );
    expect(new Set(evolution.texts).size).toBe(evolution.texts.length);
    for (const text of ['s1', 's4', 's5', 's6', 's7']) expect(evolution.texts).toContain(text);
  }, 120_000);

  it('loses and repeats nothing through outages of its database and its broker', async () => {
    const [toDatabase, toBroker] = [await TcpProxy.before(databaseOf.url), await TcpProxy.before(vhost.url)];
    try {
      const settings = {
        DATABASE_URL: toDatabase.url,
        AMQP_URL: toBroker.url,
        SEND_RATE_PER_SECOND: '25',
        SEND_BURST: '1',
      };
      await start({ settings });
      const numberId = uuid();
      await adopt(numberId);
      const texts = Array.from({ length: 60 }, (_, index) => `message ${index}`);
      const send = (some: string[]) =>
        Promise.all(some.map((text) => order(SendCommand.type, command(numberId, text))));
      const accepted = (count: number) =>
        eventually(() => expect(evolution.texts.length).toBeGreaterThanOrEqual(count), { timeout: 30_000 });
      await send(texts.slice(0, 40));
      await accepted(10);
      toDatabase.proxy.cut();
      await send(texts.slice(40, 50));
      toDatabase.proxy.restore();
      await accepted(25);
      toBroker.proxy.cut();
      await send(texts.slice(50));
      toBroker.proxy.restore();
      const all = Object.fromEntries(texts.map((text) => [text, 'sent']));
      await eventually(async () => expect(await states()).toEqual(all), { timeout: 40_000 });
      expect(evolution.texts.toSorted()).toEqual(texts.toSorted());
    } finally {
      await toDatabase.proxy.close();
      await toBroker.proxy.close();
    }
  }, 120_000);

  it('frozen until its lease is over sends nothing when it goes on', async () => {
    const former = await FakeEvolution.start(() => new Date());
    try {
      const frozen = await start({ failpoints: 's2:delay=2000', server: former });
      const numberId = uuid();
      await adopt(numberId);
      const texts = ['claimed', 'claimed as well', 'waiting'];
      for (const text of texts) await order(SendCommand.type, command(numberId, text));
      await eventually(
        async () => {
          const now = Object.values(await states());
          expect(now.sort()).toEqual(['queued', 'sending', 'sending']);
        },
        { timeout: 20_000, every: 10 },
      );
      frozen.signal('SIGSTOP');
      await start();
      await eventually(async () => expect(evolution.texts).toHaveLength(1), { timeout: 30_000 });
      await eventually(async () =>
        expect(Object.values(await states()).sort()).toEqual(['sent', 'unknown', 'unknown']),
      );
      frozen.signal('SIGCONT');
      await eventually(async () => expect(new Set(Object.values(await states()))).toEqual(new Set(['sent'])), {
        timeout: 30_000,
      });
      expect(former.texts).toEqual([]);
      expect(evolution.texts.toSorted()).toEqual(texts.toSorted());
    } finally {
      await former.stop();
    }
  }, 120_000);
});
