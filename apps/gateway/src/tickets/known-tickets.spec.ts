import type { Database } from '@bkcrm/database';
import { describe, expect, it, vi } from 'vitest';
import { anEncodedEvent, forDepartment } from '../realtime/domain/events.fixture.js';
import type { EventFeed, FeedListener } from '../realtime/event-feed.js';
import { KnownTickets } from './known-tickets.js';

interface Row {
  head: string;
  id: string | null;
  conversationId: string | null;
  departmentId: string | null;
  assigneeId: string | null;
}

const aRow = (departmentId: string, head = 5): Row => ({
  head: String(head),
  id: 't',
  conversationId: 'c',
  departmentId,
  assigneeId: null,
});
const inDepartment = (id: string) => ({ conversationId: 'c', audience: forDepartment(id) });

/** A gateway that has heard of five events, and a database that answers when the test says so. */
function setUp() {
  let listener: FeedListener | undefined;
  const answers: ((rows: Row[]) => void)[] = [];
  const query = vi.fn(() => new Promise<Row[]>((resolve) => answers.push(resolve)));
  const feed = { isReady: true, isUpToDate: true, position: 5, listen: (given: FeedListener) => (listener = given) };
  const tickets = new KnownTickets({ query } as unknown as Database, feed as unknown as EventFeed);
  const answer = async (...rows: Row[]): Promise<void> => {
    await vi.waitFor(() => expect(answers).not.toEqual([]));
    answers.shift()?.(rows);
  };
  /** Something happens once so many questions have reached the database, and before the last is answered. */
  const during = (times: number, happen: () => void) =>
    vi.waitFor(() => expect(query).toHaveBeenCalledTimes(times)).then(happen);
  const find = async (...rows: Row[]) => {
    const found = tickets.find('t');
    if (rows.length > 0) await answer(...rows);
    return found;
  };
  const hear = (seq: number): void => {
    feed.position = seq;
    listener?.onEvents([anEncodedEvent(seq, { data: { id: 't' } })]);
  };
  return { query, feed, tickets, answer, during, find, hear, restart: () => listener?.onRestart('epoch') };
}

describe('a known ticket', () => {
  it('is read once, and then as old as the last event that was heard', async () => {
    const { query, feed, find } = setUp();
    expect(await find(aRow('sales'))).toEqual({ ticket: inDepartment('sales'), seq: 5 });
    feed.position = 9;
    expect(await find()).toEqual({ ticket: inDepartment('sales'), seq: 9 });
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('is read again after an event about it', async () => {
    const { find, hear } = setUp();
    await find(aRow('sales'));
    hear(6);
    expect(await find(aRow('support', 6))).toEqual({ ticket: inDepartment('support'), seq: 6 });
  });

  it('is read again when an event about it was heard while it was read', async () => {
    const { tickets, answer, during, find, hear } = setUp();
    const found = tickets.find('t');
    await during(1, () => hear(6));
    await answer(aRow('sales', 5));
    await found;
    expect((await find(aRow('support', 6))).ticket).toEqual(inDepartment('support'));
  });

  it('is asked for by one statement of all who ask at one moment', async () => {
    const { query, tickets, answer } = setUp();
    const found = Promise.all(['t', 't', 'u'].map((id) => tickets.find(id)));
    await answer(aRow('sales'));
    expect((await found).map(({ ticket }) => ticket)).toEqual([
      inDepartment('sales'),
      inDepartment('sales'),
      undefined,
    ]);
    expect(query.mock.calls).toEqual([[expect.any(String), [['t', 'u']]]]);
  });

  it('is not remembered when there is none', async () => {
    const { find } = setUp();
    const none: Row = { head: '5', id: null, conversationId: null, departmentId: null, assigneeId: null };
    expect(await find(none)).toEqual({ ticket: undefined, seq: 5 });
    expect((await find(aRow('sales', 6))).ticket).toEqual(inDepartment('sales'));
  });

  it('is read each time while it is not sure that all events were heard', async () => {
    const { feed, find } = setUp();
    await find(aRow('sales'));
    feed.isUpToDate = false;
    expect(await find(aRow('support', 6))).toEqual({ ticket: inDepartment('support'), seq: 6 });
  });

  it('is not remembered from before the log is followed', async () => {
    const { feed, find } = setUp();
    feed.isReady = false;
    feed.isUpToDate = false;
    await find(aRow('sales'));
    Object.assign(feed, { isReady: true, isUpToDate: true });
    expect((await find(aRow('support'))).ticket).toEqual(inDepartment('support'));
  });

  it('is forgotten with the log that it was read beside', async () => {
    const { find, restart } = setUp();
    await find(aRow('sales'));
    restart();
    expect((await find(aRow('support', 1))).ticket).toEqual(inDepartment('support'));
  });

  it('is not kept when the log starts over while it is read', async () => {
    const { tickets, answer, during, find, restart } = setUp();
    const found = tickets.find('t');
    await during(1, restart);
    await answer(aRow('sales'));
    await found;
    expect((await find(aRow('support', 1))).ticket).toEqual(inDepartment('support'));
  });
});
