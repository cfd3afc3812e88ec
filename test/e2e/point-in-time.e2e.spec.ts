import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testArchivedDatabase } from '../../scripts/launcher/test-archived-database.mjs';
import type { ArchivedDatabase } from '../../scripts/launcher/test-archived-database.mjs';
import { documentedArchiveSettings } from '../../scripts/deploy/archive-settings.js';
import { Drill, quickSends } from './drill.js';
import { withSystem } from './system.js';
import type { ServiceName } from './system.js';

const instance = 'loja';
const customers = 20;
const stopped: ServiceName[] = ['gateway', 'evolution-sender', 'ticket'];

/** Gives the enclosing `describe` a database server that archives as the documents say. */
function withArchivedDatabase(): { readonly server: ArchivedDatabase; readonly url: string } {
  let server: ArchivedDatabase | undefined;
  beforeAll(async () => {
    server = await testArchivedDatabase(documentedArchiveSettings());
    await server.start();
  });
  afterAll(() => server?.stop());
  const running = (): ArchivedDatabase => {
    if (server === undefined) throw new Error('the server runs only while tests and their hooks do');
    return server;
  };
  return {
    get server() {
      return running();
    },
    get url() {
      return running().url('postgres');
    },
  };
}

describe('a database that is lost with its disk, and recovered to a moment', () => {
  const archived = withArchivedDatabase();
  const system = withSystem({
    instances: [instance],
    database: archived,
    env: { ticket: { ECHO_CLAIM_SECONDS: '20' }, 'evolution-sender': quickSends },
  });
  const drill = new Drill(system, instance);

  it('has everything up to that moment, and gets back what Evolution stores, with nothing sent twice', async () => {
    const { auditor } = drill;
    await drill.customersWrite(customers, 'before');
    await Promise.all([archived.server.makeBaseBackup(), drill.customersWrite(customers, 'meanwhile')]);
    await auditor.storesOnce(drill.written);
    await drill.slowAnswers(3_000);
    await drill.agentsAnswer(2, 'first');
    // Of these the broker knows at that moment, and the sender does not.
    system.current.process('evolution-sender').signal('SIGSTOP');
    await drill.agentsAnswer(1, 'ordered');
    const unpublished = 'SELECT 1 FROM ticket.outbox_message WHERE sent_at IS NULL';
    await eventually(async () => expect(await auditor.query(unpublished)).toEqual([]));
    const byThen = [...drill.written];
    expect(await drill.unsettled()).toBeGreaterThan(customers);
    const [then] = await auditor.query<{ moment: string }>('SELECT clock_timestamp()::text AS moment');
    if (then === undefined) throw new Error('the database does not know the time');

    // What happens from here on is not recovered.
    system.current.process('evolution-sender').signal('SIGCONT');
    await system.current.simulator.clear();
    await drill.customersWrite(customers, 'after');
    await drill.agentsAnswer(1, 'second');
    await eventually(async () => expect(await drill.unsettled()).toBe(0), { timeout: 60_000, every: 500 });
    await auditor.storesOnce(drill.written);
    const sent = await drill.taken();
    expect(sent).toHaveLength(drill.answers.length);
    const before = await drill.epoch();

    await archived.server.archiveAll();
    const tellCameBack = () =>
      system.current.run('ticket', 'restore', '--came-back-to', then.moment, '--to', system.current.databaseUrl);
    await expect(tellCameBack()).rejects.toThrow(/services are connected/);
    await Promise.all(stopped.map((name) => system.current.process(name).stop()));
    await archived.server.lose();
    await archived.server.recover(then.moment);

    const found = await auditor.whatsappIds();
    expect(byThen.filter((id) => !found.includes(id))).toEqual([]);
    expect(drill.written.filter((id) => found.includes(id))).toEqual(byThen);
    expect(await drill.unsettled()).toBeGreaterThan(0);
    expect(await tellCameBack()).toContain('start the services');
    for (const name of stopped.toReversed()) await system.current.start(name);

    // Everything that Evolution stores is stored again, ours and theirs, once.
    await auditor.storesOnce([...drill.written, ...sent.map(({ id }) => id)], 120_000);
    await eventually(async () => expect(await drill.unsettled()).toBe(0), { timeout: 120_000, every: 500 });
    expect(await drill.taken()).toEqual(sent);
    expect(await drill.epoch()).not.toBe(before);
  }, 400_000);
});
