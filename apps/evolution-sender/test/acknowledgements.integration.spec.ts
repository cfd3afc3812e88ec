import type { SendMessage } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

describe('a message that was accepted', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;
  let command: SendMessage;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
    command = aCommand(scene.numberId);
    const replica = await scene.startWithNumber();
    await replica.accept.execute([command]);
    await scene.becomes([command], ['sent']);
  });
  afterEach(() => scene.end());

  const reasonsTold = async () => (await scene.results(command)).map(({ state, reason }) => [state, reason?.code]);
  const questions = () => scene.evolution.received.filter((call) => call === 'findStatusMessage').length;
  const status = (word: string) => ({
    keyId: scene.evolution.accepted[0]?.id ?? '',
    remoteJid: command.recipient,
    fromMe: true,
    status: word,
  });
  const warned = ['sent', 'send.unacknowledged'];

  it('and acknowledged is not asked about', async () => {
    await scene.replica.receive(scene.numberId, 'messages.update', status('SERVER_ACK'));
    scene.clock.advance(10_000);
    await scene.replica.watch.tick();
    await scene.replica.watch.stop();
    expect(questions()).toBe(0);
    expect((await reasonsTold()).at(-1)).toEqual(['sent', undefined]);
  });

  it('is warned about after two minutes of silence, asked about for an hour, and the warning ends with its status', async () => {
    scene.clock.advance(119);
    await scene.replica.watch.tick();
    await scene.replica.watch.stop();
    expect(questions()).toBe(0);
    scene.clock.advance(2);
    await eventually(async () => expect((await reasonsTold()).at(-1)).toEqual(warned));
    for (let minutes = 0; minutes < 600; minutes += 10) {
      scene.clock.advance(600);
      await scene.replica.watch.tick();
      await scene.replica.watch.stop();
    }
    expect(questions()).toBe(4);
    await scene.replica.receive(scene.numberId, 'messages.update', status('DELIVERY_ACK'));
    expect(await reasonsTold()).toEqual([['sent', undefined], warned, ['sent', undefined]]);
  });

  it('whose statuses were lost on the way gets them from the store, and is not warned about', async () => {
    scene.evolution.statuses.set(status('').keyId, [status('SERVER_ACK'), status('READ')]);
    scene.clock.advance(121);
    const { published } = scene.replica;
    await eventually(() => expect(published.filter(({ routingKey }) => routingKey.includes('update'))).toHaveLength(1));
    expect(published.find(({ routingKey }) => routingKey.includes('update'))).toMatchObject({
      routingKey: 'p1.messages.update',
      headers: { 'x-origin': 'backfill' },
      content: { data: [{ status: 'SERVER_ACK' }, { status: 'READ' }] },
    });
    await eventually(async () =>
      expect(await scene.replica.database.query('SELECT 1 FROM send_command WHERE acknowledged_at IS NULL')).toEqual(
        [],
      ),
    );
    expect((await reasonsTold()).at(-1)).toEqual(['sent', undefined]);
  });

  it('whose status came before its answer is not warned about', async () => {
    const { id = '' } = scene.evolution.accepted[0] ?? {};
    await scene.replica.database.query(
      'INSERT INTO unclaimed_status (number_id, whatsapp_id, received_at) VALUES ($1, $2, $3)',
      [scene.numberId, id, scene.clock.now()],
    );
    scene.clock.advance(121);
    await eventually(async () =>
      expect(await scene.replica.database.query('SELECT 1 FROM send_command WHERE acknowledged_at IS NULL')).toEqual(
        [],
      ),
    );
    expect(questions()).toBe(0);
  });

  it('is warned about also while Evolution cannot be asked', async () => {
    scene.evolution.apiKey = 'another';
    scene.clock.advance(121);
    await eventually(async () => expect((await reasonsTold()).at(-1)).toEqual(warned));
  });
});
