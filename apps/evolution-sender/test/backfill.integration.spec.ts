import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderBackfill } from '../src/backfill/order-backfill.js';
import { FakeEvolution } from './fake-evolution.js';
import { addAgent, ManualClock, SenderReplica, withSenderDatabase } from './sender-harness.js';

describe('what no webhook told us', () => {
  const database = withSenderDatabase();
  let clock: ManualClock;
  let evolution: FakeEvolution;
  let replica: SenderReplica;
  let numberId: string;

  beforeEach(async () => {
    clock = new ManualClock();
    evolution = await FakeEvolution.start(() => clock.now());
    replica = await SenderReplica.start(database.url, { clock, evolutionUrl: evolution.url });
    await replica.database.query('TRUNCATE number, number_lease, outbox_message');
    numberId = uuid();
    await replica.adopt.execute([{ numberId, instanceName: 'loja' }]);
    await eventually(async () => expect(await mark()).not.toBeNull());
    replica.published.length = 0;
  });
  afterEach(async () => {
    await replica.stop();
    await evolution.stop();
  });

  async function mark(): Promise<Date | null> {
    const [row] = await replica.database.query<{ until: Date | null }>('SELECT backfilled_until AS until FROM number');
    return row?.until ?? null;
  }
  const write = (id: string, secondsAgo = 0): void => {
    const messageTimestamp = Math.floor(Number(clock.now()) / 1000) - secondsAgo;
    const key = { id, fromMe: false, remoteJid: '5511987650123@s.whatsapp.net' };
    evolution.incoming.push({ key, message: { conversation: id }, messageTimestamp });
  };
  const handedOver = (): string[] =>
    replica.published.flatMap(({ content }) =>
      (content as { data: { key: { id: string } }[] }).data.map(({ key }) => key.id),
    );

  it('is handed to the inbound exchange after the connection came back, marked as found later', async () => {
    evolution.state = 'close';
    clock.advance(60);
    await eventually(async () =>
      expect(await replica.database.query(`SELECT 1 FROM number WHERE state = 'close'`)).toHaveLength(1),
    );
    write('missed');
    evolution.state = 'open';
    clock.advance(60);
    await eventually(() => expect(handedOver()).toEqual(['missed']));
    expect(replica.published[0]).toMatchObject({
      exchange: 'bkcrm.inbound',
      routingKey: 'p1.messages.upsert',
      headers: { 'x-origin': 'backfill', 'x-instance': 'loja' },
    });
  });

  it('is looked for every five minutes, page by page, no further back than what was handed over before', async () => {
    write('old');
    clock.advance(1_200);
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    replica.published.length = 0;
    clock.advance(301);
    for (let index = 0; index < 120; index += 1) write(`new-${index}`);
    await eventually(() => expect(new Set(handedOver()).size).toBe(120));
    expect(replica.published.map(({ content }) => (content as { data: unknown[] }).data.length)).toEqual([50, 50, 20]);
  });

  it('stays to be looked for when the broker does not take it', async () => {
    const before = await mark();
    replica.brokerTakes = false;
    write('waiting');
    clock.advance(301);
    await eventually(async () => {
      const [row] = await replica.database.query<{ next: Date }>('SELECT next_backfill_at AS next FROM number');
      expect(Number(row?.next)).toBeGreaterThan(Number(clock.now()));
    });
    expect(await mark()).toEqual(before);
    replica.brokerTakes = true;
    clock.advance(301);
    await eventually(() => expect(handedOver()).toEqual(['waiting']));
  });

  const backfills = () => evolution.received.filter((call) => call === 'findMessages').length;

  it('is found also when the phone delivers it minutes after it is back, with the time at which it was written', async () => {
    evolution.state = 'close';
    clock.advance(60);
    await eventually(async () =>
      expect(await replica.database.query(`SELECT 1 FROM number WHERE state = 'close'`)).toHaveLength(1),
    );
    clock.advance(3 * 3_600);
    evolution.state = 'open';
    const before = backfills();
    await eventually(() => expect(backfills()).toBeGreaterThan(before));
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    write('written two hours ago', 7_200);
    clock.advance(301);
    await eventually(() => expect(handedOver()).toContain('written two hours ago'));
  });

  it('is looked for from the first call that was refused, however long that lasted', async () => {
    clock.advance(6_000);
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    write('refused', 3_600);
    const before = backfills();
    const refusal = { numberId, since: new Date(Number(clock.now()) - 3_700_000) };
    await replica.markGap.execute([refusal, { numberId: 'made up', since: clock.now() }]);
    await eventually(() => expect(backfills()).toBeGreaterThan(before));
    await eventually(() => expect(handedOver()).toEqual(['refused']));
  });

  it('is looked for when webhooks come again after a silence', async () => {
    await replica.receive(numberId, 'messages.update', {});
    clock.advance(3_000);
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    write('in the silence', 2_500);
    await replica.receive(numberId, 'messages.update', {});
    await eventually(() => expect(handedOver()).toEqual(['in the silence']));
  });

  it('is looked for as far back as an administrator orders, once', async () => {
    const day = 86_400;
    write('last month', 30 * day);
    const since = new Date(Number(clock.now()) - 31 * day * 1000).toISOString();
    const order = new OrderBackfill(replica.database, clock);
    const actorId = await addAgent(database.url, 'administrator');
    expect(await order.execute({ actorId, numberId, since })).toEqual({ numberId, since });
    await eventually(() => expect(handedOver()).toEqual(['last month']));
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    clock.advance(301);
    await eventually(async () => expect(await mark()).toEqual(clock.now()));
    expect(handedOver()).toEqual(['last month']);
    const agentId = await addAgent(database.url, 'agent');
    await expect(order.execute({ actorId: agentId, numberId })).rejects.toMatchObject({ code: 'actor.forbidden' });
  });
});
