import { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, withSystem } from './system.js';

const instance = 'loja';
const phone = '5511987650123';

describe('a conversation', () => {
  const system = withSystem({ instances: [instance] });
  let client: BkcrmClient;
  let closeList: () => void;

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    client.connect();
    closeList = client.openList({});
  });
  afterAll(() => {
    closeList();
    client.disconnect();
  });

  const tickets = () => [...client.store.getSnapshot().tickets.values()].map(({ ticket }) => ticket);

  it('goes from the customer to the agent, back to the phone, and its ticks to read', async () => {
    await system.current.simulator.customerSends({ instance, phone, text: 'Oi, vocês abrem hoje?' });
    const ticket = await eventually(
      () => {
        const [found] = tickets();
        expect(found).toMatchObject({
          status: 'pending',
          contact: { phone },
          lastMessage: { text: 'Oi, vocês abrem hoje?' },
        });
        return found;
      },
      { timeout: 15_000 },
    );

    client.send(ticket?.id ?? '', { text: 'Abrimos às 9h!' });
    await eventually(
      async () => {
        const accepted = await system.current.simulator.accepted(instance);
        expect(accepted.map(({ text }) => text)).toEqual(['Abrimos às 9h!']);
      },
      { timeout: 15_000 },
    );

    await system.current.simulator.customerReads(instance, phone);
    const auditor = new Auditor(system.current.databaseUrl);
    await eventually(
      async () => {
        const sent = await auditor.query(`SELECT text, status FROM ticket.message WHERE direction = 'out'`);
        expect(sent).toEqual([{ text: 'Abrimos às 9h!', status: 'read' }]);
      },
      { timeout: 15_000 },
    );
  });

  it('is one message, read, when its echo and READ overtake the answer of the send', async () => {
    const { simulator, databaseUrl } = system.current;
    const [ticket] = tickets();
    await simulator.automatic(instance, { deliverAfterMs: 0, readAfterMs: 0 });
    for (const action of ['echo-before-answer', 'status-before-answer'] as const) {
      await simulator.fault({ action, endpoint: 'message/sendText', times: 1 });
    }
    client.send(ticket?.id ?? '', { text: 'Chega amanhã.' });
    const stored = (): Promise<unknown[]> =>
      new Auditor(databaseUrl).query(`SELECT status FROM ticket.message WHERE text = 'Chega amanhã.'`);
    await eventually(async () => expect(await stored()).toEqual([{ status: 'read' }]), { timeout: 20_000 });
    const accepted = await simulator.accepted(instance);
    expect(accepted.filter(({ text }) => text === 'Chega amanhã.')).toHaveLength(1);
  });

  it('shows a send without an answer as what it became, and never sends it twice', async () => {
    const { simulator, databaseUrl } = system.current;
    const [ticket] = tickets();
    await simulator.fault({ action: 'take-then-reset', endpoint: 'message/sendText', times: 1 });
    client.send(ticket?.id ?? '', { text: 'Pode confirmar?' });
    const stored = (): Promise<unknown[]> =>
      new Auditor(databaseUrl).query(`SELECT status FROM ticket.message WHERE text = 'Pode confirmar?'`);
    await eventually(async () => expect(await stored()).toEqual([{ status: 'read' }]), { timeout: 30_000 });
    const accepted = await simulator.accepted(instance);
    expect(accepted.filter(({ text }) => text === 'Pode confirmar?')).toHaveLength(1);
  });

  it('has the message whose webhook got lost, once, after the connection comes back', async () => {
    const { simulator, databaseUrl } = system.current;
    const shown: unknown[] = [];
    const stop = client.onApplied(({ type, data }) => {
      if (type === 'message.created') shown.push((data as { whatsappId: string }).whatsappId);
    });
    await simulator.fault({ action: 'lose', event: 'messages.upsert', times: 1 });
    const { id } = await simulator.customerSends({ instance, phone, text: 'Ninguém viu isto?' });
    await simulator.close(instance, 'cut');
    await simulator.reopen(instance);
    await new Auditor(databaseUrl).storesOnce([id]);
    await eventually(() => expect(shown).toEqual([id]));
    stop();
  });
});
