import { createMigrationDataSource, Database } from '@bkcrm/database';
import type { DeadLetter, OutgoingMessage, Publisher, PublishOutcome } from '@bkcrm/messaging';
import { withDatabase } from '@bkcrm/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateDeadLetters1766100000000, DeadLetterRow, DeadLetters } from '@bkcrm/dead-letters';

const testDatabase = withDatabase();

const letter: DeadLetter = {
  queue: 'test.queue',
  messageId: 'one',
  type: 'test.v1',
  exchange: 'test.exchange',
  routingKey: 'key',
  body: Buffer.from('{"text":"\\u0000"}'),
  headers: { 'x-event': 'a\0b' },
  reason: 'malformed',
  stackHash: null,
  attempts: 1,
  firstFailedAt: null,
  replays: 0,
};

describe('the dead letters of a service', () => {
  let dataSource: DataSource;
  let letters: DeadLetters;
  let publish: (message: OutgoingMessage) => Promise<PublishOutcome>;
  const published: OutgoingMessage[] = [];

  beforeAll(async () => {
    const options = { url: testDatabase.url, role: 'postgres', schema: 'public', applicationName: 'letters-test' };
    const migrations = [CreateDeadLetters1766100000000];
    dataSource = createMigrationDataSource({ ...options, entities: [DeadLetterRow], migrations });
    await dataSource.initialize();
    await dataSource.runMigrations();
    const publisher = { publish: (message: OutgoingMessage) => (published.push(message), publish(message)) };
    letters = new DeadLetters(new Database(dataSource), publisher as unknown as Publisher, 'ticket');
  });
  afterAll(() => dataSource.destroy());
  beforeEach(async () => {
    published.length = 0;
    publish = () => Promise.resolve('confirmed');
    await letters.discard((await letters.list(undefined, 200)).items.map(({ id }) => id));
  });

  const only = async () => {
    const { items } = await letters.list(undefined, 10);
    expect(items).toHaveLength(1);
    return items[0] ?? expect.unreachable();
  };

  it('know one that comes twice as one', async () => {
    await Promise.all([letters.keep(letter), letters.keep(letter), letters.keep(letter)]);
    expect(await only()).toMatchObject({ count: 1, event: 'ab', reason: 'malformed' });
  });

  it('keep one that failed again before its replay had ended, counted once more', async () => {
    await letters.keep(letter);
    publish = async () => {
      await letters.keep({ ...letter, replays: 1, reason: 'malformed still' });
      return 'confirmed';
    };
    const { id } = await only();
    expect(await letters.replay([id])).toEqual([id]);
    expect(await only()).toMatchObject({ id, count: 2, reason: 'malformed still' });
    // A late copy of the first failure says nothing new.
    await letters.keep(letter);
    expect(await only()).toMatchObject({ id, count: 2 });
  });

  it('go back by themselves once their type is known, and only those', async () => {
    const unknown = { ...letter, reason: 'unknown-type', type: 'test.v2' };
    await letters.keep({ ...unknown, messageId: 'two' });
    await letters.keep({ ...unknown, messageId: 'three', queue: 'other.queue' });
    await letters.keep({ ...letter, messageId: 'malformed', type: 'test.v2' });
    expect(await letters.replayParked([{ queue: 'test.queue', types: ['test.v1'] }])).toEqual([]);
    const known = [{ queue: 'test.queue', types: ['test.v1', 'test.v2'] }];
    expect(await letters.replayParked(known)).toHaveLength(1);
    expect(published).toMatchObject([{ routingKey: 'test.queue', messageId: 'two', type: 'test.v2' }]);
    expect((await letters.list(undefined, 10)).items).toHaveLength(2);
    // An older version beside this one has parked it once more.
    await letters.keep({ ...unknown, messageId: 'two', replays: 1 });
    expect(await letters.replayParked(known)).toHaveLength(1);
    expect(await letters.replayParked(known)).toEqual([]);
  });

  it('keep what the broker does not take', async () => {
    await letters.keep(letter);
    publish = () => Promise.resolve('unknown');
    expect(await letters.replay([(await only()).id])).toEqual([]);
    expect(await only()).toMatchObject({ count: 1 });
    publish = () => Promise.resolve('confirmed');
    await letters.replay([(await only()).id]);
    expect((await letters.list(undefined, 10)).items).toEqual([]);
    expect(
      published.map(({ messageId, routingKey, headers }) => [messageId, routingKey, headers?.['x-replays']]),
    ).toEqual([
      ['one', 'test.queue', 1],
      ['one', 'test.queue', 1],
    ]);
  });
});
