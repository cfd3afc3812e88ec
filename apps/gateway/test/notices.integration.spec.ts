import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createMailServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createDataSource, Database } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '../src/app.config.js';
import { gatewayDatabase } from '../src/database/database.js';
import { NoticeChannels } from '../src/notices/notice-channels.js';
import { TellNotices } from '../src/notices/tell-notices.js';
import { WatchProblems } from '../src/notices/watch-problems.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
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
  called.length = 0;
  mails.length = 0;
  addressWorks = true;
});

/** A replica, which looks and tells once. */
function replica(settings: Partial<GatewayConfig> = {}): { round: () => Promise<void> } {
  const ways = { NOTICE_WEBHOOK_URL: `http://127.0.0.1:${portOf(address)}/`, MEDIA_DIR: gateway.config.MEDIA_DIR };
  const config = Object.assign(new GatewayConfig(), ways, settings);
  const watch = new WatchProblems(database, { now: () => new Date() }, config);
  const tell = new TellNotices(database, new NoticeChannels(config));
  return { round: () => watch.execute().then(() => tell.execute()) };
}

const becomes = (state: string, secondsAgo: number): Promise<unknown> =>
  gateway.seed.query(
    `UPDATE ticket.whatsapp_number SET state = $2, state_at = now() - make_interval(secs => $3) WHERE id = $1`,
    [numberId, state, secondsAgo],
  );
const heard = (): string[] => called.map(({ kind, isOver }) => `${kind} ${isOver ? 'over' : 'begun'}`);

describe('a number that is down', () => {
  it('is told of after two minutes, once by however many replicas, and once when it is back', async () => {
    const replicas = [replica(), replica(), replica()];
    const round = (): Promise<unknown> => Promise.all(replicas.map((each) => each.round()));
    await becomes('close', 60);
    await round();
    expect(heard()).toEqual([]);
    await becomes('close', 130);
    for (let time = 0; time < 3; time += 1) await round();
    expect(heard()).toEqual(['number-down begun']);
    expect(called[0]?.text).toContain(`number ${numberId}`);
    await becomes('open', 0);
    for (let time = 0; time < 3; time += 1) await round();
    expect(heard()).toEqual(['number-down begun', 'number-down over']);
    await becomes('missing', 130);
    await round();
    expect(heard()).toEqual(['number-down begun', 'number-down over', 'number-down begun']);
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
    expect(heard()).toEqual([]);
    // Whoever claimed it has had its time.
    await gateway.seed.query(`UPDATE gateway.notice SET claimed_until = now() - interval '1 second'`);
    await replica().round();
    expect(heard()).toEqual(['number-down begun']);
  });
});
