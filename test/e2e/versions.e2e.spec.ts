import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@bkcrm/testing';
import { Traffic } from '../failpoints/traffic.js';
import { previousVersion } from '../versions/previous-version.js';
import { Auditor } from './stored.js';
import { withSystem } from './system.js';

const instance = 'loja';
const settleWithin = 60_000;
const previous = await previousVersion();
if ('missing' in previous) process.stderr.write(`no old version beside the new one: ${previous.missing}\n`);

/** `node scripts/test.mjs --project versions` rolls over, and back, every service. */
describe.skipIf('missing' in previous)('the release before, on the tables of this one', () => {
  const system = withSystem({ instances: [instance] });
  const folder = 'folder' in previous ? previous.folder : '';
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);
  let traffic: Traffic;

  beforeAll(async () => {
    traffic = new Traffic(system.current, instance);
    await traffic.begin();
  });
  afterAll(() => traffic.end());

  it('stores and orders beside this one, and alone once this one is rolled back', async () => {
    const old = await system.current.startReplica('ticket', {}, folder);
    for (let wave = 0; wave < 3; wave += 1) await traffic.wave();
    await system.current.process('ticket').stop();
    await traffic.wave();
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
    await system.current.start('ticket');
    await old.stop();
  });

  it('leaves a command of a type to come where the version that knows it finds it', async () => {
    await system.current.process('evolution-sender').stop();
    await traffic.wave(1);
    await eventually(async () => expect(await system.current.queued('sender.commands')).not.toEqual([]), {
      timeout: 20_000,
    });
    await system.current.deleteQueue('sender.commands');
    await system.current.start('evolution-sender');
    const ordered = await auditor().query(
      `UPDATE ticket.outbox_message SET type = 'message.send.v2', sent_at = NULL WHERE type = 'message.send.v1'
         AND NOT EXISTS (SELECT 1 FROM sender.send_command c WHERE c.id = (body->>'commandId')::uuid) RETURNING id`,
    );
    const parked = ordered.map(() => expect.objectContaining({ reason: 'unknown-type' }) as unknown);
    await eventually(async () => expect(await auditor().deadLetters()).toEqual(parked), { timeout: 20_000 });
    // What that version would call known.
    await auditor().query(`UPDATE sender.dead_letter SET type = 'message.send.v1'`);
    await system.current.process('evolution-sender').stop();
    await system.current.start('evolution-sender');
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
  });
});
