import { BkcrmClient } from '@bkcrm/client';
import type { AppliedItem } from '@bkcrm/client';
import { brokerControl, eventually } from '@bkcrm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, withSystem } from './system.js';
import { aText } from './webhooks.js';

const instance = 'loja';

describe('when something breaks', () => {
  const system = withSystem({ instances: [instance] });
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);
  const clients: BkcrmClient[] = [];

  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  /** A client that is live, with everything it applied. */
  async function connect(): Promise<{ client: BkcrmClient; applied: AppliedItem[] }> {
    const client = new BkcrmClient({ url: system.current.urls.gateway });
    clients.push(client);
    const applied: AppliedItem[] = [];
    client.onApplied((item) => applied.push(item));
    await client.login(administrator.email, administrator.password);
    client.connect();
    await eventually(() => expect(client.store.getSnapshot().status).toBe('live'), { timeout: 15_000 });
    return { client, applied };
  }

  /** Posts texts of 20 contacts, some at a time; every one must be answered 2xx. Returns their ids. */
  async function post(count: number, between?: (index: number) => Promise<void> | void): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 10) {
      const batch = Array.from({ length: Math.min(10, count - index) }, (_, offset) =>
        aText({ phone: phoneOf(index + offset) }),
      );
      const answers = await Promise.all(batch.map((data) => system.current.post('messages.upsert', instance, data)));
      expect(answers.map(({ status }) => status)).toEqual(batch.map(() => 200));
      ids.push(...batch.map(({ key }) => key.id));
      await between?.(index);
    }
    return ids;
  }

  it('takes every webhook while the broker is away, and stores them all when it is back', async () => {
    await brokerControl('stop_app');
    let ids: string[];
    try {
      ids = await post(200);
    } finally {
      await brokerControl('start_app');
    }
    await auditor().storesOnce(ids, 60_000);
  });

  it('stores everything accepted although its queue was deleted: the journal feeds it in again, twice with the same end', async () => {
    const from = new Date().toISOString();
    await system.current.process('ticket').stop();
    const ids = await post(60);
    await system.current.deleteQueue('ticket.inbound-p0');
    await system.current.start('ticket');
    const [{ head } = { head: 0 }] = await auditor().query<{ head: number }>(
      'SELECT max(last_seq)::int AS head FROM ticket.event_batch',
    );
    expect(await auditor().eventsAfter(head)).toEqual([]);

    expect(await system.current.run('webhook-ingest', 'replay-journal', '--from', from)).toContain(
      '60 webhooks replayed',
    );
    await auditor().storesOnce(ids);
    const events = await auditor().eventsAfter(head);
    await system.current.run('webhook-ingest', 'replay-journal', '--from', from);
    await eventually(async () => expect(await system.current.queued('ticket.inbound-p0')).toEqual([]));
    await auditor().storesOnce(await post(1));
    expect((await auditor().eventsAfter(head)).length).toBeLessThanOrEqual(events.length + 3);
    expect(await system.current.queued('ticket.inbound-p0.dead')).toEqual([]);
    expect(await auditor().deadLetters()).toEqual([]);
  });

  it('sends once, and shows it, what was in the queues of commands and of results when they were deleted', async () => {
    const { client } = await connect();
    await system.current.simulator.customerSends({ instance, phone: '5511999990001', text: 'Ainda tem?' });
    const ticketId = await eventually(() => {
      const entries = [...client.store.getSnapshot().tickets.values()];
      const entry = entries.find(({ ticket }) => ticket.contact.phone === '5511999990001');
      expect(entry).toBeDefined();
      return entry?.ticket.id ?? '';
    });
    const statusOf = async (text: string): Promise<string | undefined> =>
      (await auditor().query<{ status: string }>('SELECT status FROM ticket.message WHERE text = $1', [text]))[0]
        ?.status;
    const sendAgain = (schema: string): Promise<unknown> =>
      auditor().query(`UPDATE ${schema}.outbox_message SET sent_at = NULL WHERE sent_at >= now() - interval '1 hour'`);
    const acceptedTimes = async (text: string): Promise<number> =>
      (await system.current.simulator.accepted(instance)).filter((send) => send.text === text).length;

    await system.current.process('evolution-sender').stop();
    client.send(ticketId, { text: 'Tem sim!' });
    await eventually(async () => expect(await system.current.queued('sender.commands')).not.toEqual([]));
    await system.current.deleteQueue('sender.commands');
    await system.current.start('evolution-sender');
    await sendAgain('ticket');
    await eventually(async () => expect(await acceptedTimes('Tem sim!')).toBe(1), { timeout: 30_000 });

    await eventually(async () => expect(await statusOf('Tem sim!')).toMatch(/sent|delivered|read/), {
      timeout: 30_000,
    });
    await system.current.process('ticket').stop();
    await auditor().query(`UPDATE ticket.message SET status = 'queued', send_revision = 0 WHERE text = 'Tem sim!'`);
    await system.current.start('ticket');
    await sendAgain('sender');
    await sendAgain('ticket');
    await eventually(async () => expect(await statusOf('Tem sim!')).toMatch(/sent|delivered|read/), {
      timeout: 30_000,
    });
    expect(await acceptedTimes('Tem sim!')).toBe(1);
  });

  it('waits for its database with nothing dead-lettered, and stores everything after', async () => {
    system.current.ticketDatabase.cut();
    let ids: string[];
    try {
      ids = await post(100);
      await eventually(
        async () => expect(await system.current.dependency('ticket', 'database')).toMatchObject({ ok: false }),
        {
          timeout: 15_000,
        },
      );
      expect((await system.current.administration('ticket', '/livez')).status).toBe(200);
      expect((await system.current.administration('ticket', '/readyz')).status).toBe(200);
    } finally {
      system.current.ticketDatabase.restore();
    }
    await auditor().storesOnce(ids);
    expect(await system.current.queued('ticket.inbound-p0.dead')).toEqual([]);
    expect(await auditor().deadLetters()).toEqual([]);
  });

  it('stores 99 of 100 when one is poison, which becomes a dead letter with its reason', async () => {
    const texts = Array.from({ length: 99 }, (_, index) => aText({ phone: phoneOf(index) }));
    await Promise.all([
      ...texts.map((data) => system.current.post('messages.upsert', instance, data)),
      system.current.post('messages.upsert', instance, { key: {}, message: {} }),
    ]);
    await auditor().storesOnce(texts.map(({ key }) => key.id));
    const dead = await eventually(async () => {
      const letters = await auditor().deadLetters();
      expect(letters).toHaveLength(1);
      return letters;
    });
    expect(dead[0]?.reason).toContain('malformed');
  });

  it('gives a client whose network was cut exactly what it missed', async () => {
    const { client, applied } = await connect();
    const from = client.position?.seq ?? 0;
    await auditor().storesOnce(await post(20));
    system.current.gatewayProxy.cut();
    const missed = await post(60);
    await auditor().storesOnce(missed);
    system.current.gatewayProxy.restore();
    client.hurry();
    await expectWholeLog(applied, from);
  });

  it('shows a client every event once while events are dropped by the broker', async () => {
    const { client, applied } = await connect();
    const from = client.position?.seq ?? 0;
    const ids = await post(100, async (index) => {
      if (index === 40) await system.current.closeConnections('gateway');
    });
    await auditor().storesOnce(ids);
    await expectWholeLog(applied, from);
  });

  it('loses nothing when the ticket service is killed again and again', async () => {
    const { client, applied } = await connect();
    const from = client.position?.seq ?? 0;
    const ids = await post(120, async (index) => {
      if (index % 40 !== 20) return;
      await system.current.process('ticket').kill();
      await system.current.start('ticket');
    });
    await auditor().storesOnce(ids);
    await expectWholeLog(applied, from);
  });

  it('is not held up by a process that is frozen in the middle of a transaction', async () => {
    // The replica takes part of the deliveries and stops before its commit, holding its locks.
    const frozen = await system.current.startReplica('ticket', { FAILPOINTS: 't6:delay=600000' });
    const [held, others] = [textsOfStrangers(100), textsOfStrangers(20)];
    // Behind each of the others, more from two of those whose contacts the frozen process may have: twice, so that both processes get some.
    const more = others.map((_, index) => [0, 0, 1, 1].map((which) => sameContact(held[2 * index + which])));
    try {
      for (const data of held) await system.current.post('messages.upsert', instance, data);
      await eventually(async () => {
        // Not for a moment, as the other process is again and again: it is the one that waits before its commit.
        const idle = `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND state_change < clock_timestamp() - interval '1 second'
         AND application_name = 'bkcrm-ticket' AND datname = current_database()`;
        expect(await auditor().query(idle)).not.toEqual([]);
      });
      frozen.signal('SIGSTOP');
      // Other contacts' messages go on, whatever comes with them; those delivered to the frozen process come again once the broker misses it.
      for (const [index, data] of others.entries())
        for (const each of [data, ...(more[index] ?? [])]) await system.current.post('messages.upsert', instance, each);
      await eventually(
        async () => {
          const stored = await auditor().whatsappIds();
          expect(others.filter(({ key }) => stored.includes(key.id)).length).toBeGreaterThanOrEqual(5);
          // Sooner than the server would end the frozen transaction by itself.
        },
        { timeout: 10_000 },
      );
    } finally {
      await frozen.kill();
    }
    const ids = [...held, ...others, ...more.flat()].map(({ key }) => key.id);
    await auditor().storesOnce(ids, 60_000);
  });

  it('ends with status 0 on SIGTERM in the middle of everything, and nothing is lost', async () => {
    const { client, applied } = await connect();
    const from = client.position?.seq ?? 0;
    const stopped: (number | NodeJS.Signals)[] = [];
    const restart = async (name: 'ticket' | 'webhook-ingest' | 'gateway' | 'evolution-sender'): Promise<void> => {
      stopped.push(await system.current.process(name).stop());
      await system.current.start(name);
    };
    const ids = await post(100, async (index) => {
      if (index === 20) await restart('ticket');
      if (index === 40) await restart('evolution-sender');
      if (index === 60) await restart('gateway');
      if (index === 80) await restart('webhook-ingest');
    });
    expect(stopped).toEqual([0, 0, 0, 0]);
    await auditor().storesOnce(ids);
    client.hurry();
    await expectWholeLog(applied, from);
  });

  /** What the client applied is the event log, number for number, from where it began. */
  async function expectWholeLog(applied: AppliedItem[], from: number): Promise<void> {
    const log = (): Promise<{ seq: number; type: string }[]> => auditor().eventsAfter(from);
    await eventually(async () => expect(applied.at(-1)?.seq).toBe((await log()).at(-1)?.seq), { timeout: 30_000 });
    expect(applied.map(({ seq, type }) => ({ seq, type }))).toEqual(await log());
  }
});

let phones = 0;
/** Each of a contact who has not written yet. */
const textsOfStrangers = (count: number): ReturnType<typeof aText>[] =>
  Array.from({ length: count }, () => aText({ phone: String(5_521_980_000_000 + (phones += 1)) }));

const sameContact = (text?: ReturnType<typeof aText>): ReturnType<typeof aText> =>
  aText({ phone: text?.key.remoteJid.replace('@s.whatsapp.net', '') });

const phoneOf = (index: number): string => `55119870000${String(index % 20).padStart(2, '0')}`;
