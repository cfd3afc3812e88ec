import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEvolution } from './fake-evolution.js';
import { aCommand, ManualClock, SenderHarness, withSenderDatabase } from './sender-harness.js';

const soon = { timeout: 15_000 };

describe('sending', () => {
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
    await running[0]?.database.query('DELETE FROM number');
    for (const harness of running) await harness.stop();
    await evolution.stop();
  });

  it('sends a command once, however often it comes', async () => {
    const sender = await open();
    const command = aCommand(await sender.adopt('once'));
    await sender.storeCommands.execute([command]);
    await sender.storeCommands.execute([command, aCommand(command.numberId, { text: 'last' })]);
    await eventually(() => expect(evolution.texts).toContain('last'), soon);
    await eventually(async () => expect(await sender.states(command.commandId)).toEqual(['sending', 'sent']), soon);
    expect(evolution.texts.filter((text) => text === command.text)).toHaveLength(1);
    const [, sent] = await sender.results(command.commandId);
    expect(sent).toMatchObject({ whatsappId: evolution.sends[0]?.whatsappId, remoteJid: command.recipient });
  });

  it('keeps the order inside a conversation while others go on', async () => {
    const sender = await open();
    const numberId = await sender.adopt('order');
    const conversationId = uuid();
    const inOrder = [1, 2, 3, 4, 5].map((n) => aCommand(numberId, { conversationId, text: `${n}` }));
    await sender.storeCommands.execute([...inOrder.toReversed(), aCommand(numberId, { text: 'other' })]);
    await eventually(() => expect(evolution.sends).toHaveLength(6), soon);
    expect(evolution.texts.filter((text) => text !== 'other')).toEqual(['1', '2', '3', '4', '5']);
  });

  it('holds the later ones of a conversation back while one is unknown, and nobody else', async () => {
    evolution.onSend = ({ text }) => (text === 'lost' ? { status: 502, body: '<html>' } : 'accept');
    const sender = await open();
    const numberId = await sender.adopt('blocked');
    const conversationId = uuid();
    const lost = aCommand(numberId, { conversationId, text: 'lost' });
    await sender.storeCommands.execute([lost, aCommand(numberId, { conversationId, text: 'after' })]);
    await eventually(async () => expect(await sender.states(lost.commandId)).toEqual(['sending', 'unknown']), soon);
    await sender.storeCommands.execute([aCommand(numberId, { text: 'elsewhere' })]);
    await eventually(() => expect(evolution.texts).toContain('elsewhere'), soon);
    expect(evolution.texts).toEqual(['lost', 'elsewhere']);
  });

  it('keeps what is for a number that is not connected, and sends it in order afterwards', async () => {
    evolution.states.set('away', 'open');
    const closed = { status: 400, body: { status: 400, response: { message: ['Error: Connection Closed'] } } };
    evolution.onSend = () => {
      evolution.states.set('away', 'close');
      return closed;
    };
    const sender = await open();
    const numberId = await sender.adopt('away');
    const conversationId = uuid();
    const commands = ['a', 'b', 'c'].map((text) => aCommand(numberId, { conversationId, text }));
    await sender.storeCommands.execute(commands);
    await eventually(async () => {
      const [number] = await sender.database.query('SELECT state FROM number WHERE id = $1', [numberId]);
      expect(number).toEqual({ state: 'close' });
    }, soon);
    expect(evolution.texts).toEqual(['a']);
    evolution.onSend = () => 'accept';
    evolution.states.set('away', 'open');
    sender.care.hint(['away']);
    await eventually(() => expect(evolution.texts).toEqual(['a', 'a', 'b', 'c']), soon);
    expect(await sender.states(commands[1]?.commandId ?? '')).toContain('sending');
  });

  it('ends what has waited too long, unsent', async () => {
    const sender = await open();
    const command = aCommand(await sender.adopt('late'), { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    await sender.storeCommands.execute([command]);
    await eventually(async () => expect(await sender.states(command.commandId)).toEqual(['expired']), soon);
    expect(evolution.sends).toEqual([]);
  });

  it('pauses on a wrong key and fails nothing', async () => {
    evolution.onSend = () => ({ status: 401, body: { status: 401, response: { message: 'Unauthorized' } } });
    const sender = await open();
    const numberId = await sender.adopt('locked');
    await sender.storeCommands.execute([aCommand(numberId), aCommand(numberId)]);
    await eventually(async () => {
      const commands = await sender.database.query('SELECT state FROM send_command WHERE number_id = $1', [numberId]);
      expect(commands).toEqual([{ state: 'queued' }, { state: 'queued' }]);
      const [number] = await sender.database.query('SELECT pause_reason FROM number WHERE id = $1', [numberId]);
      expect(number).toEqual({ pause_reason: 'unauthorized' });
    }, soon);
  });

  it('sends a burst and then as the clock allows', async () => {
    const clock = new ManualClock();
    const sender = await open({ clock, SEND_BURST: 3, SEND_RATE: 1 });
    const numberId = await sender.adopt('burst');
    await sender.storeCommands.execute(Array.from({ length: 6 }, () => aCommand(numberId)));
    await eventually(() => expect(evolution.sends).toHaveLength(3), soon);
    clock.advance(2_000);
    sender.sending.wake([numberId]);
    await eventually(() => expect(evolution.sends).toHaveLength(5), soon);
    expect(evolution.sends).toHaveLength(5);
  });

  it('shares numbers between two processes and sends nothing twice', async () => {
    const [one, two] = [await open(), await open()];
    const numbers = [await one.adopt('first'), await one.adopt('second')];
    await eventually(async () => {
      const holders = await one.database.query(
        'SELECT DISTINCT holder FROM number_lease WHERE number_id = ANY($1::uuid[])',
        [numbers],
      );
      expect(holders).toHaveLength(2);
    }, soon);
    const commands = Array.from({ length: 30 }, (_, n) => aCommand(numbers[n % 2] ?? '', { text: `shared ${n}` }));
    await Promise.all([one.storeCommands.execute(commands), two.storeCommands.execute(commands)]);
    await eventually(() => expect(evolution.sends.length).toBeGreaterThanOrEqual(30), soon);
    await eventually(async () => {
      const open = await one.database.query(
        `SELECT id FROM send_command WHERE number_id = ANY($1::uuid[]) AND state <> 'sent'`,
        [numbers],
      );
      expect(open).toEqual([]);
    }, soon);
    expect(new Set(evolution.texts).size).toBe(30);
    expect(evolution.sends).toHaveLength(30);
  });
});
