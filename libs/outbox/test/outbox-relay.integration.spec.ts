import { createMigrationDataSource, Database } from '@bkcrm/database';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import type { OutgoingMessage, PublishOutcome } from '@bkcrm/messaging';
import { OutboxMessage, OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { eventually, withDatabase, withVhost } from '@bkcrm/testing';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetSent } from '../src/forget-sent.js';
import { BrokerView } from '../../messaging/test/broker-harness.js';

const vhost = withVhost();
const testDatabase = withDatabase();

/** Something that a publish waits for until the test opens it. */
class Gate {
  open: () => void;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

const exchanges = [{ name: 'test.commands', type: 'direct' }] as const;
const logger = { log: vi.fn(), warn: vi.fn(), error: vi.fn() };

let dataSource: DataSource;
let database: Database;
let link: BrokerLink;
let publisher: Publisher;
let view: BrokerView;
let relays: OutboxRelay[] = [];

function startRelay(
  through: Pick<Publisher, 'publish'> = publisher,
  returnedPauses = [10],
  parkedPause?: number,
): OutboxRelay {
  const settings = { schema: 'test', logger, returnedPauses, parkedPause };
  const relay = new OutboxRelay(database, through as Publisher, settings);
  relays.push(relay);
  relay.start();
  return relay;
}

async function write(numbers: number[], routingKey = 'taken'): Promise<void> {
  const entries = numbers.map((number) => ({
    exchange: 'test.commands',
    routingKey,
    type: 'test.v1',
    body: { number },
    headers: { traceparent: 'trace' },
  }));
  await database.transaction((tx) => writeOutbox(tx, entries));
}

async function arrived(): Promise<{ number: number; id: string }[]> {
  return (await view.take('taken')).map(({ content, properties }) => {
    const { number } = JSON.parse(String(content)) as { number: number };
    return { number, id: String(properties.messageId) };
  });
}

const rows = (): Promise<{ id: string; returns: number; parkedAt: Date | null }[]> =>
  database.query('SELECT id, returns, parked_at AS "parkedAt" FROM outbox_message WHERE sent_at IS NULL ORDER BY id');

beforeAll(async () => {
  const options = { url: testDatabase.url, role: 'postgres', schema: 'public', applicationName: 'outbox-test' };
  dataSource = createMigrationDataSource({ ...options, entities: [OutboxMessage] });
  dataSource.setOptions({ poolSize: 5 });
  await dataSource.initialize();
  await dataSource.synchronize();
  database = new Database(dataSource);
  link = new BrokerLink({ url: vhost.url, connectionName: 'outbox-test', exchanges });
  publisher = new Publisher(link);
  link.start();
  view = await BrokerView.open(vhost.url);
  await view.using(async (channel) => {
    await channel.assertExchange('test.commands', 'direct');
    await channel.assertQueue('taken', { arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue('taken', 'test.commands', 'taken');
  });
});
beforeEach(() => {
  vi.clearAllMocks();
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  await database.query('DELETE FROM outbox_message');
  await view.take('taken');
});
afterAll(async () => {
  await link.close();
  await view.close();
  await dataSource.destroy();
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('the outbox relay', () => {
  it('sends what was committed, in order, under the ids of the rows, and is done with it', async () => {
    await write(numbers(450));
    const ids = (await rows()).map(({ id }) => id);
    startRelay();
    await eventually(async () => expect(await rows()).toEqual([]), { timeout: 15_000 });
    const messages = await arrived();
    expect(messages.map(({ number }) => number)).toEqual(numbers(450));
    expect(messages.map(({ id }) => id)).toEqual(ids);
  });

  it('sends again what is no longer marked as sent: the same messages, in their order', async () => {
    await write(numbers(3));
    startRelay();
    await eventually(async () => expect(await rows()).toEqual([]));
    const first = await arrived();
    await database.query(`UPDATE outbox_message SET sent_at = NULL WHERE sent_at >= now() - interval '1 hour'`);
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(await arrived()).toEqual(first);
  });

  it('forgets after a day what was sent, and never what was not', async () => {
    await write([1, 2]);
    await write([3], 'nobody');
    startRelay();
    await eventually(async () => expect((await rows())[0]?.parkedAt).toBeInstanceOf(Date), { timeout: 10_000 });
    const kept = (): Promise<{ number: number }[]> =>
      database.query(`SELECT (body->>'number')::int AS number FROM outbox_message ORDER BY id`);
    await database.query(`UPDATE outbox_message SET created_at = now() - interval '3 days'`);
    await forgetSent(database);
    expect(await kept()).toHaveLength(3);
    await database.query(`UPDATE outbox_message SET sent_at = now() - interval '25 hours' WHERE body->>'number' = '1'`);
    await forgetSent(database);
    expect(await kept()).toEqual([{ number: 2 }, { number: 3 }]);
  });

  it('lets what nobody took try again, until a version runs that takes it', async () => {
    await write([1], 'later');
    startRelay(publisher, [10], 1);
    await eventually(() => expect(logger.error.mock.calls.length).toBeGreaterThan(1), { timeout: 15_000 });
    await view.using((channel) => channel.bindQueue('taken', 'test.commands', 'later'));
    await eventually(async () => expect(await rows()).toEqual([]), { timeout: 10_000 });
    expect((await arrived()).map(({ number }) => number)).toEqual([1]);
  });

  it('looks at once when it is woken', async () => {
    const relay = startRelay();
    await write([1]);
    relay.wake();
    await eventually(async () => expect(await rows()).toEqual([]));
  });

  it('sends a message again under the same id when it crashed between sending and marking', async () => {
    await write([1]);
    const crashing = {
      publish: async (message: OutgoingMessage): Promise<PublishOutcome> => {
        await publisher.publish(message);
        throw new Error('crash');
      },
    };
    await eventually(async () => expect(await publisher.publish(aProbe())).toBe('returned'));
    const crashed = startRelay(crashing);
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    await crashed.stop();
    const first = await arrived();
    startRelay();
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(await arrived()).toEqual([first[0]]);
  });

  it('keeps what the broker did not take, and goes on when it does', async () => {
    let works = false;
    let refusals = 0;
    const flaky = {
      publish: async (message: OutgoingMessage): Promise<PublishOutcome> => {
        if (works) return publisher.publish(message);
        refusals += 1;
        return 'unknown';
      },
    };
    await write([1, 2]);
    startRelay(flaky);
    // Both, twice: they were kept.
    await eventually(() => expect(refusals).toBeGreaterThanOrEqual(4), { timeout: 15_000 });
    works = true;
    await eventually(async () => expect(await rows()).toEqual([]), { timeout: 15_000 });
    expect((await arrived()).map(({ number }) => number)).toEqual([1, 2]);
  });

  it('parks what was returned three times, loudly, and sends the others', async () => {
    await write([1], 'nobody');
    await write([2]);
    const relay = startRelay();
    await eventually(
      async () => {
        relay.wake();
        expect((await rows()).map(({ returns, parkedAt }) => [returns, parkedAt !== null])).toEqual([[3, true]]);
      },
      { timeout: 10_000 },
    );
    expect((await arrived()).map(({ number }) => number)).toEqual([2]);
    expect(logger.error).toHaveBeenCalledOnce();
  });

  it('gives the service that takes a message time to come up before it tries again', async () => {
    await write([1], 'nobody');
    const relay = startRelay(publisher, [10, 60_000]);
    // Soon once more, for services that start together; then it waits.
    await eventually(async () => {
      relay.wake();
      expect((await rows())[0]?.returns).toBe(2);
    });
    for (let round = 0; round < 3; round += 1) {
      await write([round]);
      relay.wake();
      await eventually(async () => expect(await rows()).toHaveLength(1));
    }
    expect((await rows())[0]?.returns).toBe(2);
  });

  it('shares the rows with other relays: each is sent once, in order', async () => {
    let underWay = 0;
    let most = 0;
    const slow = {
      publish: async (message: OutgoingMessage): Promise<PublishOutcome> => {
        most = Math.max(most, (underWay += 1));
        const outcome = await publisher.publish(message);
        underWay -= 1;
        return outcome;
      },
    };
    await write(numbers(1_000));
    startRelay(slow);
    startRelay(slow);
    await eventually(async () => expect(await rows()).toEqual([]), { timeout: 15_000 });
    const sent = (await arrived()).map(({ number }) => number);
    expect([...sent].sort((a, b) => a - b)).toEqual(numbers(1_000));
    expect(most).toBeGreaterThan(200);
  });

  it('survives a database that is away', async () => {
    let works = false;
    const fragile = {
      transaction: <T>(work: Parameters<Database['transaction']>[0]) =>
        works ? (database.transaction(work) as Promise<T>) : Promise.reject(new Error('ECONNREFUSED')),
    };
    const relay = new OutboxRelay(fragile as unknown as Database, publisher, { schema: 'test', logger });
    relays.push(relay);
    relay.start();
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    await write([1]);
    works = true;
    await eventually(async () => expect(await rows()).toEqual([]), { timeout: 10_000 });
  });

  it('finishes the round under way when it is stopped', async () => {
    const gate = new Gate();
    let asked = 0;
    const held = {
      publish: async (message: OutgoingMessage): Promise<PublishOutcome> => {
        asked += 1;
        await gate.opened;
        return publisher.publish(message);
      },
    };
    await write([1]);
    const relay = startRelay(held);
    await eventually(() => expect(asked).toBe(1));
    const stopped = relay.stop();
    gate.open();
    await stopped;
    expect(await rows()).toEqual([]);
  });
});

const aProbe = (): OutgoingMessage => ({
  exchange: 'test.commands',
  routingKey: 'nobody',
  content: {},
  messageId: 'probe',
  type: 'probe',
});
