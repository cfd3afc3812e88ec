import type { ServiceStatus } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { gatherFacts } from './gather-facts.js';
import { HeardServices } from './heard-services.js';
import { replicaState } from './replica-state.js';
const status = (fields: Partial<ServiceStatus>): ServiceStatus => ({
  service: 'ticket',
  replicaId: 'a',
  host: 'h',
  version: '1',
  startedAt: '2026-06-15T12:00:00.000Z',
  isReady: true,
  isStopping: false,
  failing: [],
  broker: { publish: 'up', consume: 'up' },
  database: null,
  queues: [],
  disks: [],
  facts: {},
  ...fields,
});

const queue = { queue: 'q', ready: 3, consumers: 2, retrying: 1, dead: 0, unacknowledged: 2, oldestAt: null };
const s = (seconds: number): number => seconds * 1_000;

describe('replicaState', () => {
  it('is what it says while it is heard, then silent, then gone', () => {
    const report = { status: status({}), heardAt: 0 };
    expect([1, 14, 15, 59, 60].map((at) => replicaState(report, s(at), true))).toEqual([
      'ready',
      'ready',
      'silent',
      'silent',
      'gone',
    ]);
    expect(replicaState({ status: status({ isReady: false }), heardAt: 0 }, s(1), true)).toBe('not-ready');
    expect(replicaState({ status: status({ isStopping: true }), heardAt: 0 }, s(1), true)).toBe('stopped');
  });

  it('takes nobody for gone when nobody can be heard', () => {
    expect(replicaState({ status: status({}), heardAt: 0 }, s(300), false)).toBe('unheard');
  });
});

describe('HeardServices', () => {
  it('keeps what ended for a while beside what took its place, and longer where nothing did', () => {
    const heard = new HeardServices();
    heard.add(status({ replicaId: 'old' }), 0);
    heard.add(status({ replicaId: 'only', service: 'gateway' }), 0);
    heard.add(status({ replicaId: 'new', startedAt: '2026-06-15T12:01:00.000Z' }), s(110));
    expect(heard.of('ticket', s(115)).map((report) => report.status.replicaId)).toEqual(['new', 'old']);
    expect(heard.of('ticket', s(121)).map((report) => report.status.replicaId)).toEqual(['new']);
    expect(heard.of('gateway', s(3_600))).toHaveLength(1);
    expect(heard.of('gateway', s(90_000))).toEqual([]);
  });

  it('says which services nobody is heard of', () => {
    const heard = new HeardServices();
    heard.add(status({}), 0);
    expect(heard.missing(s(120), s(120))).toEqual(['webhook-ingest', 'evolution-sender', 'gateway']);
    expect(heard.missing(s(121), s(120))).toContain('ticket');
  });
});

const spool = (records: number, oldestAt: string | null): ServiceStatus['facts'] => ({
  spool: { records, bytes: records * 10, oldestAt },
});

describe('gatherFacts', () => {
  it('sums up what each has for itself, and believes the last about what they share', () => {
    const facts = gatherFacts([
      { heardAt: 0, status: status({ service: 'webhook-ingest', facts: spool(2, '2026-06-15T11:00:00Z') }) },
      { heardAt: 1, status: status({ service: 'webhook-ingest', facts: spool(3, '2026-06-15T10:00:00Z') }) },
      { heardAt: 2, status: status({ queues: [queue], facts: { letters: { ticket: 1, quarantine: 4 } } }) },
      {
        heardAt: 3,
        status: status({
          queues: [{ ...queue, ready: 9, unacknowledged: 5, oldestAt: '2026-06-15T11:30:00Z' }],
          facts: { letters: { ticket: 2 } },
        }),
      },
    ]);
    expect(facts.spool).toEqual({ records: 5, bytes: 50, oldestAt: '2026-06-15T10:00:00Z' });
    expect(facts.letters).toEqual({ ticket: 2, quarantine: 4 });
    expect(facts.queues).toEqual([
      { ...queue, service: 'ticket', ready: 9, unacknowledged: 7, oldestAt: '2026-06-15T11:30:00Z' },
    ]);
  });

  it('knows nothing of what nobody says', () => {
    expect(gatherFacts([])).toMatchObject({ spool: null, sends: null, letters: null, queues: [] });
  });
});
