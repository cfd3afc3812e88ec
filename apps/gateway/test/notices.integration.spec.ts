import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createMailServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServiceStatus } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '../src/app.config.js';
import { gatewayDatabase } from '../src/database/database.js';
import { NoticeChannels } from '../src/notices/notice-channels.js';
import { TellNotices } from '../src/notices/tell-notices.js';
import { HeardServices } from '../src/system/domain/heard-services.js';
import { Listening } from '../src/system/listening.js';
import { WatchProblems } from '../src/notices/watch-problems.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
/** What a replica of the gateway has heard of the others. */
let heard: HeardServices;
const called: { kind: string; text: string; isOver: boolean }[] = [];
const mails: string[] = [];
let address: Server;
let addressWorks = true;
let mailServer: ReturnType<typeof createMailServer>;
let database: Database;
let numberId: string;
const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port;

/** Takes every mail, as far as SMTP has to be spoken for that. */
function startMailServer(): ReturnType<typeof createMailServer> {
  return createMailServer((socket) => {
    let isInData = false;
    let mail = '';
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      if (!isInData) {
        const isData = /^DATA/i.test(String(chunk));
        isInData = isData;
        socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
        return;
      }
      mail += String(chunk);
      if (!mail.endsWith('\r\n.\r\n')) return;
      mails.push(mail);
      [isInData, mail] = [false, ''];
      socket.write('250 ok\r\n');
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
}

beforeAll(async () => {
  database = new Database(createDataSource(gatewayDatabase(gateway.config.DATABASE_URL, 4)));
  await database.dataSource.initialize();
  address = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += String(chunk)));
    request.on('end', () => {
      if (addressWorks) called.push(JSON.parse(body) as (typeof called)[number]);
      response.writeHead(addressWorks ? 204 : 500).end();
    });
  }).listen(0, '127.0.0.1');
  mailServer = startMailServer();
});
afterAll(async () => {
  address.close();
  mailServer.close();
  await database.dataSource.destroy();
});
beforeEach(async () => {
  await gateway.seed.query('TRUNCATE gateway.notice');
  await gateway.seed.query('UPDATE ticket.whatsapp_number SET removed_at = now()');
  numberId = uuid();
  await gateway.seed.query(
    `INSERT INTO ticket.whatsapp_number (id, name, instance_name, phone, state, state_at) VALUES ($1, $2, $2, '5511940001000', 'open', now())`,
    [numberId, `number ${numberId}`],
  );
  heard = new HeardServices();
  called.length = 0;
  mails.length = 0;
  addressWorks = true;
});

/** A replica, which looks and tells once. */
function replica(settings: Partial<GatewayConfig> = {}): { round: () => Promise<void> } {
  const ways = { NOTICE_WEBHOOK_URL: `http://127.0.0.1:${portOf(address)}/` };
  const config = Object.assign(new GatewayConfig(), ways, settings);
  const watch = new WatchProblems(database, { now: () => new Date() }, heard, new Listening());
  const tell = new TellNotices(database, new NoticeChannels(config));
  return { round: () => watch.execute().then(() => tell.execute()) };
}

const becomes = (state: string, secondsAgo: number): Promise<unknown> =>
  gateway.seed.query(
    `UPDATE ticket.whatsapp_number SET state = $2, state_at = now() - make_interval(secs => $3) WHERE id = $1`,
    [numberId, state, secondsAgo],
  );
const told = (): string[] => called.map(({ kind, isOver }) => `${kind} ${isOver ? 'over' : 'begun'}`);

describe('a number that is down', () => {
  it('is told of after two minutes, once by however many replicas, and once when it is back', async () => {
    const replicas = [replica(), replica(), replica()];
    const round = (): Promise<unknown> => Promise.all(replicas.map((each) => each.round()));
    await becomes('close', 60);
    await round();
    expect(told()).toEqual([]);
    await becomes('close', 130);
    for (let time = 0; time < 3; time += 1) await round();
    expect(told()).toEqual(['number-down begun']);
    expect(called[0]?.text).toContain(`number ${numberId}`);
    await becomes('open', 0);
    for (let time = 0; time < 3; time += 1) await round();
    expect(told()).toEqual(['number-down begun', 'number-down over']);
    await becomes('missing', 130);
    await round();
    expect(told()).toEqual(['number-down begun', 'number-down over', 'number-down begun']);
  });

  it('is told of by e-mail, also when the other way does not work', async () => {
    addressWorks = false;
    const smtp = { SMTP_URL: `smtp://127.0.0.1:${portOf(mailServer)}`, NOTICE_EMAILS: ['boss@example.com'] };
    await becomes('close', 130);
    await replica(smtp).round();
    await replica(smtp).round();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('boss@example.com');
  });

  it('is told of later when nobody could be told', async () => {
    addressWorks = false;
    await becomes('close', 130);
    await replica().round();
    addressWorks = true;
    await replica().round();
    expect(told()).toEqual([]);
    // Whoever claimed it has had its time.
    await gateway.seed.query(`UPDATE gateway.notice SET claimed_until = now() - interval '1 second'`);
    await replica().round();
    expect(told()).toEqual(['number-down begun']);
  });
});

const status = (service: ServiceStatus['service'], fields: Partial<ServiceStatus>): ServiceStatus => ({
  service,
  replicaId: `the ${service}`,
  host: 'a',
  version: '1',
  startedAt: new Date().toISOString(),
  isReady: true,
  isStopping: false,
  failing: [],
  broker: { publish: 'up', consume: 'up' },
  database: null,
  queues: [],
  disks: [],
  facts: {},
  ...fields,
});
/** A report that came so long ago. */
const says = (service: ServiceStatus['service'], fields: Partial<ServiceStatus>, secondsAgo = 0): void =>
  heard.add(status(service, fields), Date.now() - secondsAgo * 1_000);
const stored = (): Promise<{ kind: string; subject: string; data: unknown; isOver: boolean }[]> =>
  gateway.seed.query(
    'SELECT kind, subject, data, over_at IS NOT NULL AS "isOver" FROM gateway.notice ORDER BY kind, subject',
  );

describe('what the services say of themselves', () => {
  it('is told of: disks, letters and a ledger', async () => {
    says('webhook-ingest', { disks: [{ folder: 'spool', size: 100, free: 10 }] });
    says('ticket', { facts: { letters: { ticket: 0, quarantine: 3 }, ledger: { difference: 2 } } });
    says('evolution-sender', { facts: { letters: { sender: 1 } } });
    await replica().round();
    expect(await stored()).toEqual([
      { kind: 'disk-filling-up', subject: 'spool a', data: { folder: 'spool', host: 'a', percent: 90 }, isOver: false },
      { kind: 'ledger-differs', subject: 'ledger', data: { difference: 2 }, isOver: false },
      { kind: 'letters-waiting', subject: 'quarantine', data: { box: 'quarantine', count: 3 }, isOver: false },
      { kind: 'letters-waiting', subject: 'sender', data: { box: 'sender', count: 1 }, isOver: false },
    ]);
    expect(called).toHaveLength(4);
  });

  it('that goes on otherwise is written down and not told of again', async () => {
    says('evolution-sender', { facts: { letters: { sender: 1 } } });
    await replica().round();
    says('evolution-sender', { facts: { letters: { sender: 7 } } });
    await replica().round();
    expect(await stored()).toMatchObject([{ data: { count: 7 }, isOver: false }]);
    expect(told()).toEqual(['letters-waiting begun']);
  });

  it('is over when they say so, and not when they fall silent', async () => {
    says('evolution-sender', { facts: { letters: { sender: 1 } } });
    await replica().round();
    says('evolution-sender', { facts: { letters: { sender: 0 } } }, 60);
    await replica().round();
    expect(await stored()).toMatchObject([{ isOver: false }]);
    says('evolution-sender', { facts: { letters: { sender: 0 } } });
    await replica().round();
    expect(await stored()).toMatchObject([{ isOver: true }]);
    expect(told()).toEqual(['letters-waiting begun', 'letters-waiting over']);
  });
});

const madeAgo = (kind: string, hours: number): Promise<unknown> =>
  gateway.seed.query(
    `INSERT INTO ticket.backup (id, kind, day, state, finished_at)
     VALUES ($1, $2, CASE $2 WHEN 'daily' THEN current_date END, 'done', now() - make_interval(hours => $3))`,
    [uuid(), kind, hours],
  );
const age = (days: number): Promise<unknown> =>
  gateway.seed.query('UPDATE ticket.agent SET created_at = now() - make_interval(days => $1)', [days]);

describe('a backup that is late', () => {
  it('is told of, and is over with the next good one', async () => {
    await gateway.seed.agent('backups@example.com', 'administrator');
    await age(0);
    await replica().round();
    expect(told()).toEqual([]);
    await age(30);
    await madeAgo('full', 27);
    await madeAgo('daily', 1);
    await replica().round();
    expect(await stored()).toMatchObject([{ kind: 'backup-late', subject: 'full', data: { kind: 'full' } }]);
    await madeAgo('full', 0);
    await replica().round();
    expect(told()).toEqual(['backup-late begun', 'backup-late over']);
    await gateway.seed.query('TRUNCATE ticket.backup');
    await age(0);
  });
});
