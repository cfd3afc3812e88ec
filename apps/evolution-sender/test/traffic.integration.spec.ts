import type { NumberHealthObserved } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SenderConfig } from '../src/app.config.js';
import { asStored } from './fake-evolution.js';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

describe('a number watched by its traffic', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  const told = async (): Promise<NumberHealthObserved['health'][]> => {
    const rows = await scene.replica.database.query<{ body: NumberHealthObserved }>(
      `SELECT body FROM outbox_message WHERE type = 'number.health-observed.v1' ORDER BY id`,
    );
    return rows.map(({ body }) => body.health);
  };
  const look = async () => {
    await scene.replica.traffic.execute();
    return (await told()).at(-1);
  };
  const customerWrites = (): Promise<unknown> =>
    scene.replica.receiveMessages({ numbers: [{ numberId: scene.numberId, messages: 1 }] });
  /** An hour in which a message came every two minutes, so that one is missed soon. */
  async function aBusyHour(config?: Partial<SenderConfig>): Promise<void> {
    await scene.startWithNumber(config);
    await scene.replica.database.query('TRUNCATE number_traffic, connection_change');
    for (let minutes = 0; minutes < 58; minutes += 2) {
      scene.clock.advance(120);
      await customerWrites();
    }
    scene.clock.advance(120);
    await scene.replica.traffic.execute();
    // The same hour of the next week is expected to be like this one.
    await scene.replica.database.query(
      `UPDATE number_traffic SET norm = (SELECT jsonb_agg(30) FROM generate_series(1, 168))`,
    );
    await customerWrites();
  }

  it('tells its figures', async () => {
    await aBusyHour();
    const command = aCommand(scene.numberId);
    await scene.replica.accept.execute([command]);
    await scene.becomes([command], ['sent']);
    scene.clock.advance(301);
    const lastOutAt = new Date(Number(scene.clock.now()) - 301_000).toISOString();
    expect(await look()).toMatchObject({
      code: 'ok',
      lastInAt: lastOutAt,
      lastOutAt,
      pendingShare: 1,
      usualPerHour: 30,
    });
  });

  it('counts what ingest tells like what comes to the sender itself, by the id or by the name', async () => {
    await scene.startWithNumber();
    await scene.replica.database.query('TRUNCATE number_traffic');
    const [{ instance_name: instance } = { instance_name: '' }] = await scene.replica.database.query<{
      instance_name: string;
    }>('SELECT instance_name FROM number');
    const written = asStored({ id: 'C', number: '5511@s.whatsapp.net', text: 'oi', sentAt: scene.clock.now() });
    const list = ['C1', 'C2'].map((id) => ({
      ...written,
      key: { id, remoteJid: '5511@s.whatsapp.net', fromMe: false },
    }));
    await scene.replica.receive(scene.numberId, 'messages.upsert', list);
    const { numberId } = scene;
    await scene.replica.receiveMessages(
      {
        numbers: [
          { numberId, messages: 3 },
          { instance, messages: 4 },
        ],
      },
      {
        numbers: [
          { numberId: uuid(), instance, messages: 5 },
          { instance: 'of somebody else', messages: 6 },
        ],
      },
    );
    const rows = await scene.replica.database.query(
      'SELECT number_id, hour_count, last_in_at, last_webhook_at FROM number_traffic',
    );
    const now = scene.clock.now();
    expect(rows).toEqual([{ number_id: numberId, hour_count: 14, last_in_at: now, last_webhook_at: now }]);
  });

  it('sets aside what tells of no messages', async () => {
    await scene.startWithNumber();
    const bodies = [{}, { numbers: [] }, { numbers: [{ messages: -1 }] }, { numbers: [{ messages: '1' }] }, null];
    const outcome = await scene.replica.receiveMessages(...bodies);
    expect(outcome?.deadLetter?.map(({ delivery: { body }, reason }) => [body, reason])).toEqual(
      bodies.map((body) => [body, 'invalid']),
    );
  });

  it('that falls silent is told, is asked after at WhatsApp, and is told again when it has recovered', async () => {
    await aBusyHour();
    const lastIn = scene.clock.now().toISOString();
    scene.clock.advance(9 * 60);
    expect(await look()).toMatchObject({ code: 'ok' });
    scene.clock.advance(2 * 60);
    expect(await look()).toMatchObject({ code: 'silent', since: lastIn });
    expect(scene.evolution.received.filter((call) => call === 'whatsappNumbers')).toHaveLength(1);
    await customerWrites();
    expect(await look()).toMatchObject({ code: 'recovered', since: lastIn, parameters: { was: 'silent' } });
    scene.clock.advance(16 * 60);
    await customerWrites();
    expect(await look()).toMatchObject({ code: 'ok', since: null });
  });

  it('that is open but dead is found, told, looked through, and begun anew only when that is allowed', async () => {
    await aBusyHour();
    const lastIn = scene.clock.now();
    scene.evolution.whatsappAnswers = false;
    scene.clock.advance(11 * 60);
    expect(await look()).toMatchObject({ code: 'dead', since: lastIn.toISOString() });
    expect(scene.evolution.received).not.toContain('restart');
    const [row] = await scene.replica.database.query('SELECT gap_since <= $1 AS looked FROM number', [lastIn]);
    expect(row).toEqual({ looked: true });
  });

  it('that is dead is begun anew every half hour at most', async () => {
    await aBusyHour({ NUMBER_RESTART_DEAD: true });
    scene.evolution.whatsappAnswers = false;
    const restarts = () => scene.evolution.received.filter((call) => call === 'restart').length;
    for (let minutes = 0; minutes < 55; minutes += 5) {
      scene.clock.advance(300);
      await scene.replica.traffic.execute();
    }
    await eventually(() => expect(restarts()).toBe(2));
  });

  it('whose sends nobody confirms is told', async () => {
    await aBusyHour();
    const commands = Array.from({ length: 3 }, () => aCommand(scene.numberId));
    await scene.replica.accept.execute(commands);
    await scene.becomes(commands, ['sent', 'sent', 'sent']);
    scene.clock.advance(150);
    await customerWrites();
    expect(await look()).toMatchObject({ code: 'unacknowledged', pendingShare: 1 });
  });

  it('that cannot send says why', async () => {
    await aBusyHour();
    scene.evolution.behaviour = () => ({ status: 403, body: {} });
    await scene.replica.accept.execute([aCommand(scene.numberId)]);
    await eventually(() => expect(scene.replica.workers.queueOf(scene.numberId)?.breaker.state).toBe('open'));
    expect(await look()).toMatchObject({ code: 'paused', parameters: { reason: 'auth' } });
  });
});
