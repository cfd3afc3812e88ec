import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEvolution } from './fake-evolution.js';
import { aCommand, anEcho, SenderHarness, withSenderDatabase } from './sender-harness.js';

const soon = { timeout: 15_000 };

const untilState = (sender: SenderHarness, id: string, state: string): Promise<void> =>
  eventually(async () => {
    const [row] = await sender.database.query('SELECT state FROM send_command WHERE id = $1', [id]);
    expect(row).toEqual({ state });
  }, soon);
/** Lets the next look be now. */
const lookNow = (sender: SenderHarness, id: string): Promise<unknown> =>
  sender.database.query(`UPDATE send_command SET next_attempt_at = now() WHERE id = $1 AND state = 'unknown'`, [id]);

describe('messages of which nobody knows whether they went out', () => {
  const server = withSenderDatabase();
  let evolution: FakeEvolution;
  let running: SenderHarness[];
  const open = async (options: Parameters<typeof SenderHarness.open>[2] = {}): Promise<SenderHarness> => {
    const harness = await SenderHarness.open(server.url, evolution, options);
    running.push(harness);
    return harness.start();
  };
  beforeEach(async () => {
    evolution = await new FakeEvolution().start();
    running = [];
  });
  afterEach(async () => {
    await running.at(-1)?.database.query('DELETE FROM number');
    for (const harness of running) await harness.stop();
    await evolution.stop();
  });

  it('survive a crash between claim and answer: found in the store, sent exactly once', async () => {
    evolution.onSend = () => 'hang-delivered';
    const first = await open();
    const command = aCommand(await first.adopt('crashed'));
    await first.storeCommands.execute([command]);
    await eventually(() => expect(evolution.sends).toHaveLength(1), soon);
    running.pop();
    await first.crash();

    const second = await open();
    await untilState(second, command.commandId, 'unknown');
    await lookNow(second, command.commandId);
    await untilState(second, command.commandId, 'sent');
    expect(await second.states(command.commandId)).toEqual(['sending', 'unknown', 'sent']);
    const results = await second.results(command.commandId);
    expect(results.at(-1)?.whatsappId).toBe(evolution.sends[0]?.whatsappId);
    expect(evolution.sends).toHaveLength(1);
  });

  it('are settled by their echo', async () => {
    evolution.onSend = () => ({ status: 502, body: '' });
    const sender = await open();
    const command = aCommand(await sender.adopt('echoed'));
    await sender.storeCommands.execute([command]);
    await untilState(sender, command.commandId, 'unknown');
    const echo = anEcho('echoed', 'W1', command.text, command.recipient);
    await sender.storeEchoes.execute([{ ...echo, headers: { 'x-unauthenticated': 'true' } }]);
    await untilState(sender, command.commandId, 'unknown');
    await sender.storeEchoes.execute([echo, echo]);
    await untilState(sender, command.commandId, 'sent');
    expect(await sender.states(command.commandId)).toEqual(['sending', 'unknown', 'sent']);
  });

  it('are settled by an echo that came before anybody knew that it was needed', async () => {
    evolution.onSend = () => 'hang';
    const sender = await open({ SEND_TIMEOUT_SECONDS: 2 });
    const command = aCommand(await sender.adopt('early'));
    await sender.storeCommands.execute([command]);
    await eventually(() => expect(evolution.sends).toHaveLength(1), soon);
    await sender.storeEchoes.execute([anEcho('early', 'W2', command.text, command.recipient)]);
    await untilState(sender, command.commandId, 'sent');
    expect(evolution.sends).toHaveLength(1);
  });

  it('take one WhatsApp message each, the oldest first', async () => {
    evolution.onSend = () => ({ status: 502, body: '' });
    const sender = await open();
    const numberId = await sender.adopt('twins');
    const [one, two] = [aCommand(numberId, { text: 'ok' }), aCommand(numberId, { text: 'ok' })];
    await sender.storeCommands.execute([one]);
    await untilState(sender, one.commandId, 'unknown');
    await sender.storeCommands.execute([two]);
    await untilState(sender, two.commandId, 'unknown');
    const echo = anEcho('twins', 'T1', 'ok', one.recipient);
    await sender.storeEchoes.execute([echo]);
    await sender.storeEchoes.execute([echo]);
    await untilState(sender, one.commandId, 'sent');
    await untilState(sender, two.commandId, 'unknown');
    await sender.storeEchoes.execute([anEcho('twins', 'T2', 'ok', one.recipient)]);
    await untilState(sender, two.commandId, 'sent');
  });

  it('are never settled by the echo of a message that was answered', async () => {
    const sender = await open();
    const numberId = await sender.adopt('answered');
    evolution.onSend = () => ({ status: 502, body: '' });
    const lost = aCommand(numberId, { text: 'ok' });
    await sender.storeCommands.execute([lost]);
    await untilState(sender, lost.commandId, 'unknown');
    evolution.onSend = () => 'accept';
    const answered = aCommand(numberId, { text: 'ok' });
    await sender.storeCommands.execute([answered]);
    await untilState(sender, answered.commandId, 'sent');
    const id = evolution.sends[1]?.whatsappId ?? '';
    await sender.storeEchoes.execute([anEcho('answered', id, 'ok', answered.recipient)]);
    await lookNow(sender, lost.commandId);
    await eventually(async () => {
      const [row] = await sender.database.query('SELECT looks FROM send_command WHERE id = $1', [lost.commandId]);
      expect(row).toEqual({ looks: 1 });
    }, soon);
    await untilState(sender, lost.commandId, 'unknown');
  });

  it('stay unknown when they are nowhere to be found, are not sent again, and let their conversation go on', async () => {
    evolution.onSend = ({ text }) => (text === 'lost' ? { status: 502, body: '' } : 'accept');
    const sender = await open();
    const numberId = await sender.adopt('nowhere');
    const conversationId = uuid();
    const lost = aCommand(numberId, { conversationId, text: 'lost' });
    await sender.storeCommands.execute([lost, aCommand(numberId, { conversationId, text: 'next' })]);
    await untilState(sender, lost.commandId, 'unknown');
    await eventually(async () => {
      await lookNow(sender, lost.commandId);
      expect(evolution.texts).toContain('next');
    }, soon);
    expect(evolution.texts).toEqual(['lost', 'next']);
    expect(evolution.requests.filter((request) => request.includes('findMessages')).length).toBeGreaterThanOrEqual(3);
    await untilState(sender, lost.commandId, 'unknown');
  });
});
