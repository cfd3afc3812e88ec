import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asStored } from './fake-evolution.js';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import type { TextCommand } from './sender-harness.js';
import type { SenderReplica } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

const restored = (replica: SenderReplica) =>
  replica.database.query('UPDATE database_identity SET identity = gen_random_uuid()');

describe('a send that was taken without an answer', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;
  let command: TextCommand;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
    command = aCommand(scene.numberId);
  });
  afterEach(() => scene.end());

  /** Sent, not answered, and not to be found in the store. */
  async function loseAnswer(config = {}): Promise<SenderReplica> {
    const replica = await scene.startWithNumber(config);
    scene.evolution.remembers = false;
    scene.evolution.behaviour = () => ({ accepts: true, breaksOff: 'at once' });
    await replica.accept.execute([command]);
    await scene.becomes([command], ['unknown']);
    scene.evolution.behaviour = () => 'accept';
    return replica;
  }
  const status = (keyId: string, remoteJid = command.recipient) => ({
    keyId,
    remoteJid,
    fromMe: true,
    status: 'DELIVERY_ACK',
  });
  const outcome = async () => {
    await scene.untilSettled();
    return (await scene.results(command)).at(-1);
  };

  it('is settled by its echo, however late that comes', async () => {
    const replica = await loseAnswer();
    await scene.untilSettled();
    expect(await scene.states([command])).toEqual(['unknown']);
    const [accepted] = scene.evolution.accepted;
    await replica.receive(scene.numberId, 'send.message', accepted && asStored(accepted));
    expect(await scene.states([command])).toEqual(['sent']);
  });

  it('is settled by a status that can be of no other message', async () => {
    const replica = await loseAnswer();
    await replica.receive(scene.numberId, 'messages.update', status('3EB0AAAA'));
    await replica.receive(scene.numberId, 'messages.update', status('3EB0CCCC', '5511911112222@s.whatsapp.net'));
    expect(await outcome()).toMatchObject({ state: 'sent', whatsappId: '3EB0AAAA' });
  });

  it('is not settled by statuses of two messages, nor by that of one written on the phone', async () => {
    const replica = await loseAnswer();
    await replica.receive(scene.numberId, 'messages.update', status('3EB0AAAA'));
    await replica.receive(scene.numberId, 'messages.update', status('3EB0BBBB'));
    expect(await outcome()).toMatchObject({ state: 'unknown', reason: { code: 'send.unconfirmed' } });
    await replica.database.query('TRUNCATE unclaimed_status, send_command, send_attempt');
    command = aCommand(scene.numberId);
    scene.evolution.behaviour = () => ({ accepts: true, breaksOff: 'at once' });
    await replica.accept.execute([command]);
    await scene.becomes([command], ['unknown']);
    const phone = { id: '3EB0DDDD', number: command.recipient, text: 'from the phone', sentAt: scene.clock.now() };
    await replica.receive(scene.numberId, 'messages.upsert', asStored(phone));
    await replica.receive(scene.numberId, 'messages.update', status('3EB0DDDD'));
    expect(await outcome()).toMatchObject({ state: 'unknown' });
  });

  it('is never sent again by itself, unless that is asked for', async () => {
    const replica = await loseAnswer();
    await replica.receive(scene.numberId, 'messages.update', status('3EB0AAAA', 'someone@lid'));
    expect(await outcome()).toMatchObject({ state: 'unknown' });
    expect(scene.evolution.texts).toEqual([command.content.text]);
  });

  it('is sent again when that is asked for and webhooks of the number arrive', async () => {
    const replica = await loseAnswer({ SEND_RESEND_UNCONFIRMED: true });
    scene.clock.advance(1);
    await replica.receive(scene.numberId, 'messages.update', status('3EB0AAAA', 'someone@lid'));
    expect(await outcome()).toMatchObject({ state: 'sent' });
    expect(scene.evolution.texts).toEqual([command.content.text, command.content.text]);
  });

  it('is not sent again while no webhook shows that its echo would have come', async () => {
    await loseAnswer({ SEND_RESEND_UNCONFIRMED: true });
    expect(await outcome()).toMatchObject({ state: 'unknown' });
    expect(scene.evolution.texts).toEqual([command.content.text]);
  });
});

describe('in another database than before', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  it('nothing is sent before it was looked for, also when nobody seems to have tried', async () => {
    const first = await scene.startWithNumber();
    const [sentSince, waiting] = [aCommand(scene.numberId), aCommand(scene.numberId)];
    scene.evolution.state = 'close';
    await scene.untilState('close');
    await first.accept.execute([sentSince, waiting]);
    await first.stop();
    // The backup knows nothing of what was sent twenty minutes later.
    scene.clock.advance(1_200);
    const { recipient: number, content } = sentSince;
    scene.evolution.accepted.push({ id: '3EB0FFFF', number, text: content.text, sentAt: scene.clock.now() });
    scene.clock.advance(60);
    scene.evolution.state = 'open';
    const second = await scene.start();
    await restored(second);
    await second.database.query('UPDATE number_lease SET expires_at = now()');
    await scene.untilState('open');
    await scene.untilSettled();
    expect(await scene.states([sentSince, waiting])).toEqual(['sent', 'unknown']);
    expect((await scene.results(sentSince)).map(({ state }) => state)).toEqual(['unknown', 'sent']);
    expect(scene.evolution.received.filter((call) => call === 'sendText')).toEqual([]);
  });

  it('a process that has not noticed sends nothing', async () => {
    const replica = await scene.startWithNumber();
    await restored(replica);
    const command = aCommand(scene.numberId);
    await replica.accept.execute([command]);
    replica.workers.wake([scene.numberId]);
    await scene.becomes([command], ['unknown']);
    expect(scene.evolution.texts).toEqual([]);
  });

  it('nothing is sent that was ordered before the restore and comes only now, out of an outbox or a queue', async () => {
    const replica = await scene.startWithNumber();
    const [before, since] = [aCommand(scene.numberId), aCommand(scene.numberId)];
    since.queuedAt = new Date(Date.parse(before.queuedAt) + 60_000).toISOString();
    await replica.database.query('UPDATE database_identity SET restored_at = $1', [
      new Date(Date.parse(before.queuedAt) + 30_000),
    ]);
    await replica.accept.execute([before, since]);
    await replica.accept.execute([before]);
    replica.workers.wake([scene.numberId]);
    await scene.becomes([before, since], ['unknown', 'sent']);
    expect(scene.evolution.texts).toEqual([since.content.text]);
    expect((await scene.results(before)).map(({ state }) => state)).toEqual(['unknown']);
    await replica.database.query('UPDATE database_identity SET restored_at = NULL');
  });
});
