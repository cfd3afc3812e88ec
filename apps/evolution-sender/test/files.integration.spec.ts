import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileFetched } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { FolderMediaStore } from '@bkcrm/media';
import type { OutboxRelay } from '@bkcrm/outbox';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';
import { EvolutionApi } from '../src/evolution-api/evolution-api.js';
import type { EvolutionAnswer, EvolutionCall } from '../src/evolution-api/evolution-transport.js';
import { AcceptFileOrders } from '../src/files/accept-file-orders.js';
import { FetchOrderedFile } from '../src/files/fetch-ordered-file.js';
import { FileFetches } from '../src/files/file-fetches.js';
import type { EvolutionServers } from '../src/servers/evolution-servers.js';
import { ManualClock, withSenderDatabase } from './sender-harness.js';

const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg', 'base64');
const found: EvolutionAnswer = {
  status: 201,
  body: { mediaType: 'imageMessage', mimetype: 'image/jpeg', base64: photo.toString('base64') },
  retryAfter: undefined,
};
const refused = (status: number, message: unknown): EvolutionAnswer => ({
  status,
  body: { status, error: 'Bad Request', response: { message } },
  retryAfter: undefined,
});

describe('files of messages', () => {
  const testDatabase = withSenderDatabase();
  const relay = { wake: () => {} } as unknown as OutboxRelay;
  let clock: ManualClock;
  let database: Database;
  let folder: string;
  let media: FolderMediaStore;
  /** Evolution, call by call. */
  let answer: (call: EvolutionCall) => Promise<EvolutionAnswer>;
  let calls: EvolutionCall[];
  let running: FileFetches[];
  beforeAll(async () => {
    const dataSource = createDataSource(senderDatabase(testDatabase.url, 6));
    await dataSource.initialize();
    database = new Database(dataSource);
    folder = await mkdtemp(join(tmpdir(), 'files-'));
    media = new FolderMediaStore(folder);
  });
  beforeEach(async () => {
    clock = new ManualClock();
    calls = [];
    running = [];
    answer = () => Promise.resolve(found);
    await database.query('TRUNCATE file_order, outbox_message, number');
  });
  afterEach(() => Promise.all(running.map((fetches) => fetches.stop())));
  afterAll(async () => {
    await database.dataSource.destroy();
    await rm(folder, { recursive: true });
  });

  function call(request: EvolutionCall): Promise<EvolutionAnswer> {
    calls.push(request);
    return answer(request);
  }

  function aReplica(): FileFetches {
    const api = new EvolutionApi({ call });
    const servers = { api: () => Promise.resolve(api) } as unknown as EvolutionServers;
    const fetchFile = new FetchOrderedFile(database, servers, media, relay, clock);
    const fetches = new FileFetches(database, fetchFile, clock);
    running.push(fetches);
    return fetches;
  }

  async function aNumber(): Promise<string> {
    const id = uuid();
    await database.query(
      `INSERT INTO number (id, instance_name, next_check_at, next_webhook_check_at) VALUES ($1, $2, now(), now())`,
      [id, `shop-${id}`],
    );
    return id;
  }

  async function order(numberId: string, attachmentId: string = uuid(), mediaUrl?: string): Promise<string> {
    const message = { key: { id: attachmentId }, message: { imageMessage: { mediaKey: 'a2V5' } } };
    await new AcceptFileOrders(database, clock).execute({
      attachmentId,
      numberId,
      message,
      mimeType: 'image/jpeg',
      ...(mediaUrl !== undefined && { mediaUrl }),
    });
    return attachmentId;
  }

  const reports = async (): Promise<FileFetched[]> => {
    const rows = await database.query<{ body: FileFetched }>('SELECT body FROM outbox_message ORDER BY id');
    return rows.map(({ body }) => body);
  };
  const waiting = () => database.query('SELECT attachment_id FROM file_order');

  const allow = () => database.query(`UPDATE server SET allowed_networks = '{127.0.0.1/32}'`);
  const isStored = (attachmentId: string) =>
    eventually(async () => expect(await reports()).toMatchObject([{ attachmentId, state: 'stored', size: 45 }]));

  it('come into the media store under their content, with the type that their bytes show', async () => {
    const attachmentId = await order(await aNumber());
    await aReplica().tick();
    await eventually(async () => {
      expect(await reports()).toMatchObject([{ attachmentId, state: 'stored', size: 45, mimeType: 'image/png' }]);
    });
    const [report] = await reports();
    expect(await media.read(report?.object ?? '')).toEqual(photo);
    expect(await waiting()).toEqual([]);
  });

  describe('that Evolution has stored somewhere', () => {
    let store: Server;
    let asked: string[];
    let status: number;
    const url = (): string => `http://127.0.0.1:${(store.address() as AddressInfo).port}/photo`;
    beforeEach(async () => {
      [asked, status] = [[], 200];
      store = createServer((request, response) => {
        asked.push(request.headers['apikey'] === undefined ? 'without a key' : 'with a key');
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(photo);
      }).listen(0, '127.0.0.1');
      await once(store, 'listening');
    });
    afterEach(async () => {
      await database.query(`UPDATE server SET allowed_networks = '{}'`);
      store.close();
      await once(store, 'close');
    });
    it('come from there, without any key, where the server may have them', async () => {
      await allow();
      const attachmentId = await order(await aNumber(), uuid(), url());
      await aReplica().tick();
      await isStored(attachmentId);
      expect([asked, calls]).toEqual([['without a key'], []]);
    });

    it('are not asked for in our own network, but from Evolution', async () => {
      const attachmentId = await order(await aNumber(), uuid(), url());
      await aReplica().tick();
      await isStored(attachmentId);
      expect([asked.length, calls.length]).toEqual([0, 1]);
    });

    it.each([302, 403])('come from Evolution when the address answers %i', async (answer) => {
      await allow();
      status = answer;
      const attachmentId = await order(await aNumber(), uuid(), url());
      await aReplica().tick();
      await isStored(attachmentId);
      expect([asked.length, calls.length]).toEqual([1, 1]);
    });
  });

  it('are tried for again after a failure, later each time', async () => {
    const attachmentId = await order(await aNumber());
    const replica = aReplica();
    answer = () => Promise.resolve(refused(400, ['AggregateError']));
    const triesAfter = async (seconds: number): Promise<number> => {
      clock.advance(seconds);
      await replica.tick();
      await eventually(async () => {
        const [row] = await database.query<{ busy: boolean }>(
          `SELECT next_attempt_at = $1::timestamptz + interval '10 minutes' AS busy FROM file_order`,
          [clock.now()],
        );
        expect(row?.busy ?? false).toBe(false);
      });
      return calls.length;
    };
    expect(await triesAfter(0)).toBe(1);
    expect(await triesAfter(3)).toBe(1);
    expect(await triesAfter(2)).toBe(2);
    expect(await triesAfter(5)).toBe(2);
    answer = () => Promise.resolve(found);
    expect(await triesAfter(5)).toBe(3);
    expect(await reports()).toMatchObject([{ attachmentId, state: 'stored' }]);
  });

  it('are given up, with the reason, when WhatsApp does not have them', async () => {
    const attachmentId = await order(await aNumber());
    answer = () => Promise.resolve(refused(400, ['Message not found']));
    await aReplica().tick();
    await eventually(async () => {
      expect(await reports()).toMatchObject([{ attachmentId, state: 'failed', reason: { code: 'file.gone' } }]);
    });
    expect(await waiting()).toEqual([]);
  });

  it('are given up after a week of failures, and when their number is not ours', async () => {
    await order(await aNumber());
    answer = () => Promise.resolve(refused(500, 'Connection Closed'));
    clock.advance(7 * 86_400);
    await order(uuid());
    await aReplica().tick();
    await eventually(async () => {
      const codes = new Set((await reports()).map(({ reason }) => reason?.code));
      expect(codes).toEqual(new Set(['file.number-gone', 'file.unreachable']));
    });
  });

  it('are tried for by another process when one died over them', async () => {
    const attachmentId = await order(await aNumber());
    answer = () => new Promise(() => {});
    void aReplica().tick();
    await eventually(() => expect(calls).toHaveLength(1));
    running = [];
    answer = () => Promise.resolve(found);
    const other = aReplica();
    await other.tick();
    expect(calls).toHaveLength(1);
    clock.advance(600);
    await other.tick();
    await eventually(async () => expect(await reports()).toMatchObject([{ attachmentId, state: 'stored' }]));
  });

  it('of one number that hangs leave room for those of others', async () => {
    const [hanging, healthy] = [await aNumber(), await aNumber()];
    const hang = new EventEmitter();
    answer = async ({ instance }) => {
      if (instance === `shop-${hanging}`) await once(hang, 'end');
      return found;
    };
    for (let n = 0; n < 6; n += 1) await order(hanging);
    clock.advance(1);
    const attachmentId = await order(healthy);
    const replica = aReplica();
    await replica.tick();
    await eventually(async () => expect(await reports()).toMatchObject([{ attachmentId }]));
    expect(calls.filter(({ instance }) => instance === `shop-${hanging}`)).toHaveLength(2);
    answer = () => Promise.resolve(found);
    hang.emit('end');
    await eventually(async () => expect(await reports()).toHaveLength(7));
  });

  it('are tried for at once when they are ordered again', async () => {
    const [numberId, replica] = [await aNumber(), aReplica()];
    const attachmentId = await order(numberId);
    answer = () => Promise.resolve(refused(500, 'Connection Closed'));
    await replica.tick();
    await eventually(async () => {
      expect(await database.query('SELECT 1 FROM file_order WHERE next_attempt_at < $1', [clockIn(60)])).toHaveLength(
        1,
      );
    });
    answer = () => Promise.resolve(found);
    await order(numberId, attachmentId);
    await eventually(async () => {
      // The process looks every second; the first try may not have ended yet.
      await replica.tick();
      expect(await reports()).toMatchObject([{ attachmentId, state: 'stored' }]);
    });
  });

  const clockIn = (seconds: number): Date => new Date(Number(clock.now()) + seconds * 1000);
});
