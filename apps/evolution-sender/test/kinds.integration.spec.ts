import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActTarget, EndSend, FileKind, OutboundContent, SendMessage, SendResult } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEvolution } from './fake-evolution.js';
import type { SendBehaviour } from './fake-evolution.js';
import { aCommand, ManualClock, SenderReplica, withSenderDatabase } from './sender-harness.js';

const customer = '5511987650123@s.whatsapp.net';

const say = (text: string): OutboundContent => ({ kind: 'text', text });
const targetOf = ({ commandId }: SendMessage): ActTarget => ({
  messageId: commandId,
  remoteJid: customer,
  fromMe: true,
});

describe('sending what is not text', () => {
  const database = withSenderDatabase();
  const clock = new ManualClock();
  let evolution: FakeEvolution;
  let replica: SenderReplica;
  let numberId: string;
  let conversationId: string;
  let folder: string;

  beforeEach(async () => {
    [numberId, conversationId] = [uuid(), uuid()];
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-media-'));
    evolution = await FakeEvolution.start(() => clock.now());
    const config = { MEDIA_DIR: folder, SEND_BURST: 1_000 };
    replica = await SenderReplica.start(database.url, { clock, evolutionUrl: evolution.url, config });
    await replica.database.query(
      'TRUNCATE number, number_lease, send_command, send_attempt, unclaimed_echo, outbox_message',
    );
    await replica.adopt.execute([{ numberId, instanceName: 'loja' }]);
    await eventually(async () => {
      await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
      expect(await replica.database.query('SELECT state FROM number')).toEqual([{ state: 'open' }]);
    });
  });
  afterEach(async () => {
    await replica.stop();
    await evolution.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const order = (position: number, content: OutboundContent, extra: Partial<SendMessage> = {}): SendMessage =>
    Object.assign(aCommand(numberId, { conversationId, position }), extra, { content });
  const states = async (): Promise<string[]> => {
    const rows = await replica.database.query<{ state: string }>('SELECT state FROM send_command ORDER BY position');
    return rows.map(({ state }) => state);
  };
  const become = (...expected: string[]): Promise<void> =>
    eventually(async () => expect(await states()).toEqual(expected), { timeout: 15_000 });
  const resultsOf = async ({ commandId }: SendMessage): Promise<SendResult[]> => {
    const rows = await replica.database.query<{ body: SendResult }>(
      `SELECT body FROM outbox_message WHERE body->>'commandId' = $1 ORDER BY (body->>'revision')::int`,
      [commandId],
    );
    return rows.map(({ body }) => body);
  };
  const end = ({ commandId, position }: SendMessage, outcome: EndSend['outcome']): Promise<void> =>
    replica.end.execute([{ commandId, numberId, conversationId, position, outcome }]);
  async function stored(kind: FileKind, content: Buffer, caption?: string): Promise<OutboundContent> {
    const hash = createHash('sha256').update(content).digest('hex');
    const object = `media/${hash.slice(0, 2)}/${hash}`;
    await replica.media.put(object, content);
    const file = { kind, object, mimeType: 'image/jpeg', fileName: 'foto.jpg', size: content.length };
    return { ...file, ...(caption === undefined ? {} : { caption }) };
  }

  it('sends every kind by the call that Evolution has for it', async () => {
    const content = randomBytes(200_001);
    const media = content.toString('base64');
    const quoted = { whatsappId: 'Q1', remoteJid: customer, fromMe: false };
    const card = { name: 'Ana', phone: '+55 11 97777-6666' };
    const contents: OutboundContent[] = [
      { kind: 'text', text: 'Veja https://example.com', linkPreview: false },
      await stored('image', content, 'A loja'),
      await stored('document', content),
      await stored('voice', content),
      await stored('sticker', content),
      { kind: 'location', latitude: -23.55, longitude: -46.63, name: 'Loja' },
      { kind: 'contacts', contacts: [card] },
    ];
    await replica.accept.execute(contents.map((each, index) => order(index + 1, each, { quoted })));
    await become(...contents.map(() => 'sent'));
    const common = { number: customer, quoted: { key: { id: 'Q1', remoteJid: customer, fromMe: false } } };
    const file = { ...common, mimetype: 'image/jpeg', fileName: 'foto.jpg', media };
    expect(evolution.sends).toEqual([
      { call: 'sendText', body: { ...common, text: 'Veja https://example.com', linkPreview: false } },
      { call: 'sendMedia', body: { ...file, mediatype: 'image', caption: 'A loja' } },
      { call: 'sendMedia', body: { ...file, mediatype: 'document' } },
      { call: 'sendWhatsAppAudio', body: { number: customer, encoding: true, audio: media } },
      { call: 'sendSticker', body: { ...common, sticker: media } },
      { call: 'sendLocation', body: { ...common, latitude: -23.55, longitude: -46.63, name: 'Loja', address: '' } },
      {
        call: 'sendContact',
        body: { number: customer, contact: [{ fullName: 'Ana', phoneNumber: card.phone, wuid: '5511977776666' }] },
      },
    ]);
  });

  it('understands an answer that repeats the whole file', async () => {
    const base64 = 'A'.repeat(8 * 1024 * 1024);
    const key = { id: '3EB0FILE', remoteJid: customer, fromMe: true };
    evolution.behaviour = () => ({ status: 201, body: { message: { base64 }, key } });
    const video = order(1, await stored('video', randomBytes(10)));
    await replica.accept.execute([video]);
    await become('sent');
    expect((await resultsOf(video)).at(-1)).toMatchObject({ whatsappId: '3EB0FILE' });
  });

  it('ends a message whose file is gone, and goes on with the conversation', async () => {
    const image = await stored('image', randomBytes(10));
    await rm(folder, { recursive: true });
    const lost = order(1, image);
    await replica.accept.execute([lost, order(2, say('e aí?'))]);
    await become('failed', 'sent');
    expect((await resultsOf(lost)).at(-1)).toMatchObject({ reason: { code: 'send.file-missing' } });
  });

  it('gives up an attempt that hangs, shows it as unknown, and lets nothing of it leave later', async () => {
    const image = await stored('image', randomBytes(10));
    replica.config.EVOLUTION_TIMEOUT_SECONDS = 0.1;
    let answer: (() => void) | undefined;
    const open = replica.media.open.bind(replica.media);
    const slow = vi.spyOn(replica.media, 'open').mockImplementation(async (name) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return open(name);
    });
    await replica.accept.execute([order(1, image)]);
    await become('unknown');
    answer?.();
    await slow.mock.results[0]?.value;
    // What comes after it shows that there was time for it to leave.
    await replica.accept.execute([aCommand(numberId)]);
    await eventually(async () => expect((await states()).toSorted()).toEqual(['sent', 'unknown']));
    expect(evolution.received).not.toContain('sendMedia');
  });

  it('acts on a message by the name that WhatsApp gave it meanwhile, and after it', async () => {
    const message = order(1, say('Bom dia'));
    const target = targetOf(message);
    evolution.state = 'close';
    await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
    await eventually(async () =>
      expect(await replica.database.query('SELECT state FROM number')).toEqual([{ state: 'close' }]),
    );
    const acts = [order(2, { kind: 'reaction', target, emoji: '👍' }), order(3, { kind: 'deletion', target: target })];
    await replica.accept.execute([...acts, message]);
    evolution.state = 'open';
    await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
    await become('sent', 'sent', 'sent');
    const key = { id: '3EB000000001', remoteJid: customer, fromMe: true };
    expect(evolution.sends.map(({ call }) => call)).toEqual(['sendText', 'sendReaction', 'deleteMessageForEveryone']);
    expect(evolution.sends[1]?.body).toEqual({ key, reaction: '👍' });
    expect(evolution.sends[2]?.body).toEqual(key);
  });

  it('edits what has not left by sending the new text, and what has left through Evolution', async () => {
    const message = order(1, say('Bom dai'));
    evolution.state = 'close';
    await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
    await eventually(async () =>
      expect(await replica.database.query('SELECT state FROM number')).toEqual([{ state: 'close' }]),
    );
    const early = order(2, { kind: 'edit', target: targetOf(message), text: 'Bom dia' });
    await replica.accept.execute([message]);
    await replica.accept.execute([early]);
    expect((await resultsOf(early)).map(({ state }) => state)).toEqual(['sent']);
    evolution.state = 'open';
    await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
    await become('sent', 'sent');
    await replica.accept.execute([order(3, { kind: 'edit', target: targetOf(message), text: 'Boa tarde' })]);
    await become('sent', 'sent', 'sent');
    expect(evolution.sends).toMatchObject([
      { call: 'sendText', body: { text: 'Bom dia' } },
      { call: 'updateMessage', body: { text: 'Boa tarde', key: { id: '3EB000000001', fromMe: true } } },
    ]);
  });

  it('does an act again when nobody answered, and gives up after some attempts', async () => {
    const message = order(1, say('Bom dia'));
    await replica.accept.execute([message]);
    await become('sent');
    let failures = 2;
    evolution.behaviour = () => (failures-- > 0 ? { status: 400, body: {} } : 'accept');
    await replica.accept.execute([order(2, { kind: 'reaction', target: targetOf(message), emoji: '❤️' })]);
    await eventually(async () => {
      clock.advance(30);
      expect(await states()).toEqual(['sent', 'sent']);
    });
    expect(evolution.sends.filter(({ call }) => call === 'sendReaction')).toHaveLength(3);

    evolution.behaviour = () => ({ status: 400, body: {} });
    const hopeless = order(3, { kind: 'reaction', target: targetOf(message), emoji: '👍' });
    await replica.accept.execute([hopeless]);
    await eventually(async () => {
      clock.advance(30);
      expect((await states())[2]).toBe('failed');
    });
    expect((await resultsOf(hopeless)).at(-1)).toMatchObject({ reason: { code: 'act.unconfirmed' } });
    expect(evolution.sends.filter(({ call }) => call === 'sendReaction')).toHaveLength(8);
  });

  it('says that an act came to nothing when its message was never sent', async () => {
    evolution.behaviour = () => ({ status: 400, body: { response: { message: [{ exists: false }] } } });
    const message = order(1, say('Bom dia'));
    const act = order(2, { kind: 'reaction', target: targetOf(message), emoji: '👍' });
    await replica.accept.execute([message, act]);
    await become('failed', 'failed');
    expect((await resultsOf(act)).at(-1)).toMatchObject({ reason: { code: 'act.target-not-sent' } });
  });

  describe('ending', () => {
    it('cancels what waits, even before it has come, and lets what follows go', async () => {
      evolution.behaviour = (text) =>
        text === 'um' ? { status: 400, body: { response: { message: 'Connection Closed' } } } : 'accept';
      const [first, second, third] = [order(1, say('um')), order(2, say('dois')), order(3, say('três'))];
      await end(second, 'cancelled');
      await replica.accept.execute([first, second, third]);
      await eventually(async () => expect((await resultsOf(first)).at(-1)).toMatchObject({ state: 'queued' }));
      await end(first, 'cancelled');
      await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
      clock.advance(120);
      await become('cancelled', 'cancelled', 'sent');
      expect(evolution.texts).toEqual(['três']);
      expect((await resultsOf(second)).map(({ state }) => state)).toEqual(['cancelled']);
    });

    it('does not cancel what is being sent', async () => {
      const answers = new EventEmitter();
      evolution.behaviour = async (): Promise<SendBehaviour> => {
        await once(answers, 'now');
        return 'accept';
      };
      const message = order(1, say('já vai'));
      await replica.accept.execute([message]);
      await eventually(() => expect(evolution.sends).toHaveLength(1));
      await end(message, 'cancelled');
      answers.emit('now');
      await become('sent');
      expect((await resultsOf(message)).at(-1)).toMatchObject({ state: 'sent' });
    });

    it('cancels what is being tried once that comes to nothing', async () => {
      const answers = new EventEmitter();
      evolution.behaviour = async (): Promise<SendBehaviour> => {
        await once(answers, 'now');
        return { status: 400, body: { response: { message: 'Connection Closed' } } };
      };
      const message = order(1, say('melhor não'));
      await replica.accept.execute([message]);
      await eventually(() => expect(evolution.sends).toHaveLength(1));
      await end(message, 'cancelled');
      answers.emit('now');
      await eventually(async () => expect((await resultsOf(message)).at(-1)).toMatchObject({ state: 'queued' }));
      evolution.behaviour = () => 'accept';
      await replica.expire.execute();
      await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
      clock.advance(120);
      await replica.accept.execute([order(2, say('isto sim'))]);
      await become('cancelled', 'sent');
      expect((await resultsOf(message)).at(-1)).toMatchObject({ reason: { code: 'send.cancelled' } });
      expect(evolution.texts).toEqual(['isto sim']);
    });

    it('takes the word of an agent, and still knows the message when it turns up late', async () => {
      evolution.behaviour = () => ({ status: 500, body: undefined });
      const message = order(1, say('chegou?'));
      await replica.accept.execute([message, order(2, say('e esta?'))]);
      await eventually(async () => expect((await states())[0]).toBe('unknown'));
      evolution.behaviour = () => 'accept';
      await end(message, 'arrived');
      clock.advance(120);
      await become('unknown', 'sent');
      const found = { whatsappId: 'LATE', remoteJid: customer, fromMe: true, raw: {} };
      const sentAt = new Date('2026-11-25T12:00:01Z');
      await replica.database.query('UPDATE send_attempt SET started_at = $1 WHERE command_id = $2', [
        sentAt,
        message.commandId,
      ]);
      await replica.collectEchoes.execute([
        { numberId, message: { ...found, sentAt, content: { kind: 'text', text: 'chegou?' } } },
      ]);
      const results = await resultsOf(message);
      expect(results.map(({ state }) => state)).toEqual(['unknown', 'sent', 'sent']);
      expect(results.at(-1)).toMatchObject({ whatsappId: 'LATE' });
    });
  });
});
