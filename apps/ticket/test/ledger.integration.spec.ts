import { readLedger } from '@bkcrm/read-model';
import { register } from 'prom-client';
import { Gauge } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeLedgerHours } from '../src/ledger/close-ledger-hours.js';
import { WatchLedger } from '../src/ledger/watch-ledger.js';
import { withAnsweredTicket } from './answered-ticket.js';
import { aDelivery, aTextUpsert } from './ticket-harness.js';

describe('the ledger', () => {
  const ticket = withAnsweredTicket();
  const gauge = new Gauge({ name: 'test_ledger_difference', help: 'of this test', labelNames: ['side'] });
  let watch: WatchLedger;
  beforeAll(() => {
    watch = new WatchLedger(ticket.harness.database, gauge);
  });
  afterAll(() => register.removeSingleMetric('test_ledger_difference'));
  beforeEach(() => ticket.harness.database.query('TRUNCATE ledger_entry, message CASCADE'));

  const receive = (id: string) =>
    ticket.harness.store.execute([
      aDelivery('messages.upsert', ticket.instance, aTextUpsert({ id, phone: ticket.phone })),
    ]);
  const run = (sql: string) => ticket.harness.database.query(sql);
  const sums = async () => {
    const hours = await readLedger(ticket.harness.database, new Date(Date.now() - 7_200_000));
    const sum = (of: (hour: (typeof hours)[number]) => number): number =>
      hours.reduce((all, hour) => all + of(hour), 0);
    return {
      received: sum(({ received }) => received.received),
      stored: sum(({ received }) => received.stored),
      duplicates: sum(({ received }) => received.duplicates),
      ordered: sum(({ sent }) => sent.ordered),
      settled: sum(({ sent }) => sent.settled),
      unknown: sum(({ sent }) => sent.unknown),
      underWay: sum(({ sent }) => sent.underWay),
    };
  };
  const differences = async () => {
    await watch.execute();
    const { values } = await gauge.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.side, value]));
  };

  it('accounts for everything that comes, comes again and is ordered', async () => {
    for (const id of ['L1', 'L2', 'L2', 'L3']) await receive(id);
    const [first, second] = [await ticket.send({ text: 'one' }), await ticket.send({ text: 'two' })];
    await ticket.send({ text: 'three' });
    await ticket.report(first.id, ['sending'], ['sent', { whatsappId: 'S1' }]);
    await ticket.report(second.id, ['sending'], ['unknown']);
    expect(await sums()).toEqual({
      received: 4,
      stored: 3,
      duplicates: 1,
      ordered: 3,
      settled: 1,
      unknown: 1,
      underWay: 1,
    });
    expect(await differences()).toEqual({ received: 0, sent: 0 });
  });

  it.each([
    ['a stored message is gone', `DELETE FROM message WHERE whatsapp_id = 'L1'`, { received: 1, sent: 0 }],
    ['a message was stored past it', `UPDATE ledger_entry SET stored = 0 WHERE stored > 0`, { received: 2, sent: 0 }],
    [
      'one was received and led to nothing',
      `UPDATE ledger_entry SET received = 2 WHERE received > 0`,
      { received: 1, sent: 0 },
    ],
    ['an ordered message is gone', `DELETE FROM message WHERE origin = 'agent'`, { received: 0, sent: 1 }],
    ['an order was not counted', `UPDATE ledger_entry SET ordered = 0`, { received: 0, sent: 1 }],
  ])('shows that %s', async (_what, sql, expected) => {
    await receive('L1');
    await ticket.send({ text: 'one' });
    await run(sql);
    expect(await differences()).toEqual(expected);
  });

  it('says the same after the entries of an hour have been added up', async () => {
    for (const id of ['L1', 'L2', 'L2']) await receive(id);
    await run(`UPDATE ledger_entry SET hour = hour - interval '3 hours'`);
    await run(`UPDATE message SET received_at = received_at - interval '3 hours'`);
    const before = await readLedger(ticket.harness.database, new Date(0));
    await Promise.all([1, 2].map(() => closeLedgerHours(ticket.harness.database)));
    expect(await run('SELECT 1 FROM ledger_entry')).toHaveLength(1);
    expect(await readLedger(ticket.harness.database, new Date(0))).toEqual(before);
    expect(await differences()).toEqual({ received: 0, sent: 0 });
  });
});
