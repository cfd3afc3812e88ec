import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarkRead } from '../src/chats/mark-read.js';
import { ShowPresence } from '../src/chats/show-presence.js';
import { SendingScene } from './sending-scene.js';
import { withSenderDatabase } from './sender-harness.js';

const recipient = '5511987650123@s.whatsapp.net';

describe('what customers see of agents', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;
  let presence: ShowPresence;
  let markRead: MarkRead;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
    const { database: db, servers, workers } = await scene.startWithNumber();
    presence = new ShowPresence(db, servers, workers, scene.clock);
    markRead = new MarkRead(db, servers);
  });
  afterEach(() => scene.end());

  const show = (what: 'composing' | 'recording' | 'paused'): Promise<void> =>
    presence.execute({ numberId: scene.numberId, recipient, presence: what });
  const shown = (): unknown[] =>
    scene.evolution.sends.filter(({ call }) => call === 'sendPresence').map(({ body }) => body['presence']);
  const messages = [{ whatsappId: 'IN1', remoteJid: recipient }];

  it('shows that somebody writes, but not every key stroke, and the end of it once', async () => {
    await show('paused');
    await show('composing');
    await show('composing');
    await show('recording');
    await show('paused');
    await show('paused');
    expect(shown()).toEqual(['composing', 'recording', 'paused']);
    await show('composing');
    scene.clock.advance(7);
    await show('composing');
    expect(shown()).toEqual(['composing', 'recording', 'paused', 'composing', 'composing']);
    expect(scene.evolution.sends.at(-1)?.body).toEqual({ number: recipient, presence: 'composing', delay: 8_000 });
  });

  it('shows nothing on a number that is not open, nor later', async () => {
    scene.evolution.state = 'close';
    await scene.untilState('close');
    await show('composing');
    scene.evolution.state = 'open';
    await scene.untilState('open');
    expect(shown()).toEqual([]);
  });

  it('marks messages as read by their phone, and gives up after some attempts', async () => {
    await markRead.execute({ numberId: scene.numberId, messages }, 0);
    expect(scene.evolution.sends).toEqual([
      { call: 'markMessageAsRead', body: { readMessages: [{ id: 'IN1', remoteJid: recipient, fromMe: false }] } },
    ]);
    scene.evolution.state = 'close';
    await scene.untilState('close');
    await expect(markRead.execute({ numberId: scene.numberId, messages }, 0)).rejects.toThrow();
    await markRead.execute({ numberId: scene.numberId, messages }, 3);
  });
});
