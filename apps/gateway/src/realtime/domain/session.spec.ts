import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEncodedEvent, forAll, forDepartment, seesDepartment } from './events.fixture.js';
import { Interest } from './interest.js';
import { project } from './projection.js';
import { FakeClient, FakeLog } from './session.fixture.js';
import type { Rights } from './session.js';

const sales: Rights = { version: 1, agentId: 'ana', group: 'sales', sees: seesDepartment('sales') };
const audiences = [forAll, forDepartment('sales'), forDepartment('support')];

function aLog(events: number): FakeLog {
  const log = new FakeLog();
  for (let seq = 1; seq <= events; seq += 1) log.commit(anEncodedEvent(seq));
  log.hear(events);
  return log;
}

describe('Session', () => {
  it('greets with where the log is', () => {
    const client = new FakeClient(aLog(4), sales);
    client.receive(1);
    expect(client.applied).toBe(4);
  });

  it('chains over events that the client may not see, and says in the head that they are behind it', () => {
    const log = aLog(4);
    const client = new FakeClient(log, sales);
    client.receive(1);
    log.commit(anEncodedEvent(5, { audienceBefore: null, audienceAfter: forDepartment('support') }));
    log.commit(anEncodedEvent(6));
    log.commit(anEncodedEvent(7, { audienceBefore: null, audienceAfter: forDepartment('support') }));
    log.hear(1);
    client.session.pump();
    log.hear(2);
    client.session.pump();
    client.receive(1);
    expect(client).toMatchObject({ items: [6], applied: 6, contradictions: [] });
    client.session.announceHead();
    client.receive(1);
    expect(client.applied).toBe(7);
  });

  it('is due for what concerns its client, and when a thousand events have passed that do not', () => {
    const log = aLog(4);
    const { session } = new FakeClient(log, sales);
    const ofSupport = { audienceBefore: null, audienceAfter: forDepartment('support') };
    const hears = (count: number): Interest => {
      const events = Array.from({ length: count }, (_, index) => anEncodedEvent(log.position + 1 + index, ofSupport));
      for (const event of events) log.commit(event);
      log.hear(count);
      return new Interest(events);
    };
    expect(session.isDue(new Interest([anEncodedEvent(1)]))).toBe(true);
    expect(session.isDue(hears(999))).toBe(false);
    expect(session.isDue(hears(1))).toBe(true);
  });

  it.each([
    ['epoch', 'other.1', 3],
    ['rights', 'db.0', 3],
    ['ahead', 'db.1', 9],
    ['too-old', 'db.1', 0],
  ] as const)('answers a resume that cannot be served with the reset "%s"', (reason, epoch, seq) => {
    const client = new FakeClient(aLog(8), sales);
    expect(client.session.resume(epoch, seq, { head: 8, oldest: 2 })).toEqual({ from: 8, to: 8, reset: reason });
  });

  it('lets a client go on from a position that this replica has not heard of yet', () => {
    const log = aLog(4);
    const client = new FakeClient(log, sales);
    log.commit(anEncodedEvent(5));
    expect(client.session.resume('db.1', 5, { head: 5, oldest: 1 })).toEqual({ from: 5, to: 5 });
    log.hear(1);
    client.session.pump();
    client.receive(10);
    expect(client.items).toEqual([]);
  });

  it('sends nothing while it is paused, and a reset when the rights have changed', () => {
    const log = aLog(4);
    const client = new FakeClient(log, sales);
    client.receive(1);
    client.session.pause();
    log.commit(anEncodedEvent(5));
    log.hear(1);
    client.session.pump();
    expect(client.isQuiet).toBe(true);
    client.session.continueWith({ ...sales, version: 2, group: 'none', sees: () => false });
    client.receive(10);
    expect(client).toMatchObject({ resets: ['rights'], items: [] });
  });

  it('stays silent also when it must reset the client before the rights are known', () => {
    const log = aLog(4);
    const client = new FakeClient(log, sales);
    client.pause();
    client.setRoom(10);
    client.session.resume('other.1', 3, { head: 4, oldest: 1 });
    log.commit(anEncodedEvent(5));
    log.hear(1);
    client.session.pump();
    expect(client.contradictions).toEqual([]);
    client.changeRights(sales);
    client.receive(10);
    expect(client).toMatchObject({ resets: ['epoch'], items: [5] });
  });

  it('reads from the database what memory no longer has, and tries again when that fails', async () => {
    const log = aLog(20);
    const client = new FakeClient(log, sales);
    client.receive(1);
    client.session.resume('db.1', 2, { head: 20, oldest: 1 });
    client.session.pump();
    await log.answerReads('fail');
    expect(client.isQuiet).toBe(true);
    client.session.pump();
    await log.answerReads('answer');
    Object.assign(client, { applied: 2, items: [] });
    client.receive(10);
    expect(client.items).toEqual(Array.from({ length: 18 }, (_, index) => index + 3));
  });

  it('throws away what it was reading when the client resumes from elsewhere', async () => {
    const log = aLog(20);
    const client = new FakeClient(log, sales);
    client.receive(1);
    client.setRoom(10);
    client.session.resume('db.1', 2, { head: 20, oldest: 1 });
    client.session.pump();
    client.session.resume('db.1', 5, { head: 20, oldest: 1 });
    client.session.pump();
    await log.answerReads('answer');
    Object.assign(client, { applied: 5, items: [] });
    client.receive(10);
    expect(client.resets).toEqual([]);
    expect(client.items).toEqual(Array.from({ length: 15 }, (_, index) => index + 6));
  });

  it("says that it has caught up, also when nothing that was missed is the client's business", () => {
    const log = aLog(2);
    const client = new FakeClient(log, sales);
    client.receive(1);
    log.commit(anEncodedEvent(3, { audienceBefore: null, audienceAfter: forDepartment('support') }));
    log.hear(1);
    client.setRoom(10);
    client.askToResume();
    client.serve();
    client.receive(10);
    expect(client.applied).toBe(3);
  });

  it('never leaves a hole, never repeats, and always catches up, whatever happens in between', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), of: fc.nat(2), to: fc.nat(2) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), most: fc.nat(5) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), most: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('serve' as const, 'head' as const, 'pump' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), how: fc.constantFrom('answer', 'fail') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('connect' as const, 'askToResume' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('room' as const), room: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('rights' as const, 'pause' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const log = aLog(0);
        let rights = sales;
        const client = new FakeClient(log, rights);
        for (const action of steps) {
          if (action.do === 'commit') {
            log.commit(
              anEncodedEvent(log.stored.length + 1, {
                audienceBefore: audiences[action.of] ?? null,
                audienceAfter: audiences[action.to] ?? forAll,
              }),
            );
          } else if (action.do === 'hear') {
            log.hear(action.most);
            client.session.pump();
          } else if (action.do === 'receive') client.receive(action.most);
          else if (action.do === 'serve') client.serve();
          else if (action.do === 'head') client.session.announceHead();
          else if (action.do === 'pump') client.session.pump();
          else if (action.do === 'read') await log.answerReads(action.how === 'fail' ? 'fail' : 'answer');
          else if (action.do === 'connect') client.connect();
          else if (action.do === 'askToResume') client.askToResume();
          else if (action.do === 'room') client.setRoom(action.room);
          else if (action.do === 'pause') client.pause();
          else
            client.changeRights(
              (rights = { ...rights, version: rights.version + 1, group: 'support', sees: seesDepartment('support') }),
            );
        }
        client.changeRights(rights);
        client.setRoom(1_000);
        log.hear(1_000);
        client.session.announceHead();
        for (let turn = 0; turn < 20 && !(client.isQuiet && client.applied === log.position); turn += 1) {
          client.receive(1_000);
          client.serve();
          client.session.announceHead();
          while (log.isAsked) await log.answerReads('answer');
        }
        const visible = log.stored.filter(({ seq }) => seq > client.startedAt).filter((e) => project(e, rights.sees));
        expect(client.contradictions).toEqual([]);
        expect(client.resets).not.toContain('too-old');
        expect(client.applied).toBe(log.position);
        expect(client.items).toEqual(visible.map(({ seq }) => seq));
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});
