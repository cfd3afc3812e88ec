import { randomUUID } from 'node:crypto';
import { Skipped } from './check-rows.mjs';
import { DEMO_INSTANCE, findDemoNumber } from './demo-number.mjs';
import { SimulatorControl } from './simulator-control.mjs';
import { waitUntil } from './wait-until.mjs';

const WITHIN = 20_000;
const REASON = 'needs the simulator: a made-up customer does not belong among real ones';

/** A message from a made-up customer to an agent and an answer back; afterwards its ticket is resolved. */
export async function checkRoundTrip(rows, { api, live, simulator: url }) {
  const simulator = url && new SimulatorControl(url);
  const customer = { instance: DEMO_INSTANCE, phone: '5511900000001' };
  const received = await rows.run('customer to agent', async () => {
    requireParts(simulator, live);
    await requireOpenNumber(api);
    const text = `BKCRM check ${randomUUID()}`;
    await simulator.customerSends({ ...customer, text });
    const { data } = await live.event(
      ({ type, data: message }) => type === 'message.created' && message.text === text,
      WITHIN,
      "the customer's message was stored",
    );
    return { detail: 'a message came through to the socket', value: data };
  });
  await rows.run('agent to customer', async () => {
    requireParts(simulator, live);
    if (!received) throw new Skipped('there is no ticket to answer in');
    const text = `BKCRM answer ${randomUUID()}`;
    const { id } = await live.call('message:send', { ticketId: received.ticketId, clientId: randomUUID(), text });
    const settled = await live.event(
      ({ data }) => data.id === id && !['scheduled', 'queued', 'sending'].includes(data.status),
      WITHIN,
      'the answer left',
    );
    if (!['sent', 'delivered', 'read', 'played'].includes(settled.data.status)) {
      throw new Error(`the answer ended as ${settled.data.status}`);
    }
    const copies = (await simulator.accepted(DEMO_INSTANCE)).filter((send) => send.text === text).length;
    if (copies !== 1) throw new Error(`WhatsApp was given the answer ${copies} times`);
    return { detail: `the answer arrived, once (${settled.data.status})` };
  });
  await rows.run('stored once', async () => {
    if (!received) throw new Skipped('nothing was received');
    const { items } = await api.get(`/tickets/${received.ticketId}/messages`);
    const copies = items.filter(({ text }) => text === received.text).length;
    if (copies !== 1) throw new Error(`the message is stored ${copies} times`);
    return { detail: 'REST shows the message exactly once' };
  });
  await rows.run('clean-up', async () => {
    if (!received) throw new Skipped('there is nothing to clean up');
    await api.patch(`/tickets/${received.ticketId}`, { status: 'resolved' });
    return { detail: 'the ticket is resolved' };
  });
}

function requireParts(simulator, live) {
  if (!simulator) throw new Skipped(REASON);
  if (!live) throw new Skipped('needs the live connection');
}

async function requireOpenNumber(api) {
  let state = `no number uses the simulator's instance "${DEMO_INSTANCE}"`;
  const isOpen = async () => {
    const number = await findDemoNumber(api);
    if (number) state = `the number ${number.name} is not connected (${number.state})`;
    return number?.state === 'open';
  };
  if (!(await waitUntil(isOpen, { timeout: 10_000, every: 500 }))) throw new Error(state);
}
