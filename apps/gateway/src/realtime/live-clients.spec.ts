import type { Database } from '@bkcrm/database';
import { SystemClock } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KnownAgents } from '../auth/known-agents.js';
import type { KnownSessions } from '../sessions/known-sessions.js';
import type { Session } from './domain/session.js';
import { anEncodedEvent } from './domain/events.fixture.js';
import type { EventFeed, FeedListener } from './event-feed.js';
import type { LiveClient } from './live-client.js';
import { LiveClients } from './live-clients.js';

const query = vi.fn<(sql: string, parameters: unknown[]) => Promise<object[]>>();
let listener: FeedListener;
let clients: LiveClients;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  const feed = { isReady: true, listen: (given: FeedListener) => (listener = given) } as unknown as EventFeed;
  query.mockReset().mockResolvedValue([]);
  const database = { query } as unknown as Database;
  const agents = { isCurrent: () => true } as unknown as KnownAgents;
  const sessions = { isKnownOver: (id: string) => id === 'over' } as unknown as KnownSessions;
  clients = new LiveClients(feed, agents, sessions, database, new SystemClock());
  clients.start();
});
afterEach(() => {
  clients.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function aClient(overrides: Partial<LiveClient> = {}) {
  const client = {
    agentId: 'a',
    lastFrameAt: -Infinity,
    session: { isDue: () => true, pump: () => {} },
    stalledFor: 0,
    queued: 0,
    expiresAt: new Date(2_000_000_000_000),
    begin: vi.fn(),
    drop: vi.fn(),
    expire: vi.fn(),
    warn: vi.fn(),
    continueAs: vi.fn(),
    heldRights: 1 as number | null,
    pauses: 0,
    sessionId: null as string | null,
    pump: vi.fn<(now: number) => void>(),
    ...overrides,
  };
  clients.add(client as unknown as LiveClient);
  return client;
}

const hearing = (announceHead: () => void) => ({ pump: () => {}, announceHead }) as unknown as Session;

describe('LiveClients', () => {
  it('cuts off a client that has not read for ten seconds, and no other', () => {
    const [stuck, well] = [aClient({ stalledFor: 10_001 }), aClient({ stalledFor: 9_000 })];
    vi.advanceTimersByTime(1_000);
    expect(stuck.drop).toHaveBeenCalled();
    expect(well.drop).not.toHaveBeenCalled();
  });

  it('cuts off a client for which too many answers wait', () => {
    const [stuck, well] = [aClient({ queued: 1_001 }), aClient({ queued: 1_000 })];
    vi.advanceTimersByTime(1_000);
    expect(stuck.drop).toHaveBeenCalled();
    expect(well.drop).not.toHaveBeenCalled();
  });

  it('does not let in a client whose session ended on the way', () => {
    expect(aClient({ sessionId: 'over' }).expire).toHaveBeenCalled();
    expect(aClient({ sessionId: 's1' }).expire).not.toHaveBeenCalled();
  });

  it('warns a client a minute before its token runs out', () => {
    const [soon, later] = [aClient({ expiresAt: new Date(1_060_900) }), aClient({ expiresAt: new Date(1_100_000) })];
    vi.advanceTimersByTime(1_000);
    expect(soon.warn).toHaveBeenCalled();
    expect(later.warn).not.toHaveBeenCalled();
    expect(soon.expire).not.toHaveBeenCalled();
  });

  it('closes the sockets of sessions that ended, and no others', () => {
    const [ended, other, integration] = [aClient({ sessionId: 's1' }), aClient({ sessionId: 's2' }), aClient()];
    clients.endSessions(new Set(['s1']));
    expect(ended.expire).toHaveBeenCalledTimes(1);
    for (const { expire } of [other, integration]) expect(expire).not.toHaveBeenCalled();
  });

  it('ends a session whose token has run out', () => {
    const client = aClient({ expiresAt: new Date(1_000_500) });
    vi.advanceTimersByTime(1_000);
    expect(client.expire).toHaveBeenCalled();
  });

  it('tells regularly how far the log is, to those who have numbers for it', () => {
    const [ours, legacy] = [vi.fn(), vi.fn()];
    aClient({ session: hearing(ours) });
    aClient({ session: hearing(legacy), isLegacy: true });
    vi.advanceTimersByTime(15_000);
    expect(ours).toHaveBeenCalledTimes(1);
    expect(legacy).not.toHaveBeenCalled();
  });

  it('asks what rights have changed, and touches no client of whom nothing is said', async () => {
    const [same, changed, gone] = [aClient(), aClient({ agentId: 'b', heldRights: null }), aClient({ agentId: 'c' })];
    query.mockResolvedValue([
      { asked: 'b', id: 'b', active: true, rights_version: 2 },
      { asked: 'c', id: null },
    ]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(query).toHaveBeenCalledTimes(1);
    expect(query.mock.calls[0]?.[1]).toEqual([
      ['a', 'b', 'c'],
      [1, null, 1],
    ]);
    for (const { continueAs } of [same, gone]) expect(continueAs).not.toHaveBeenCalled();
    expect(changed.continueAs).toHaveBeenCalledWith(expect.objectContaining({ id: 'b', rightsVersion: 2 }));
    for (const { expire } of [same, changed]) expect(expire).not.toHaveBeenCalled();
    expect(gone.expire).toHaveBeenCalledTimes(1);
  });

  it('does not go by rights that were asked for before a pause', async () => {
    const client = aClient();
    query.mockImplementation(async () => {
      Object.assign(client, { pauses: 1 });
      return [{ asked: 'a', id: 'a', active: true, rights_version: 2 }];
    });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(query).toHaveBeenCalledTimes(1);
    expect(client.continueAs).not.toHaveBeenCalled();
  });

  it('serves the others when one cannot be served', () => {
    const broken = aClient({
      pump: () => {
        throw new Error('broken');
      },
    });
    const well = aClient();
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    listener.onEvents([anEncodedEvent(1)]);
    expect(broken.drop).toHaveBeenCalled();
    expect(well.pump).toHaveBeenCalledTimes(1);
    expect(logged).toHaveBeenCalledTimes(1);
  });
});
