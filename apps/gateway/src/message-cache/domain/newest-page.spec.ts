import type { LoggedEvent, MessageResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { firstOf, isKeepable, pageAfter, pageSize } from './newest-page.js';
import type { NewestPage } from './newest-page.js';

const at = (second: number): string => new Date(1_790_000_000_000 + second * 1_000).toISOString();

function aMessage(second: number, overrides: Partial<MessageResource> = {}): MessageResource {
  const id = `m${second}`;
  return {
    id,
    ticketId: 't',
    sentAt: at(second),
    text: 'hello',
    content: {},
    whatsappId: `w${second}`,
    quotedMessageId: null,
    version: 1,
    ...overrides,
  } as MessageResource;
}

/** Messages of so many seconds, the newest first. */
function aPage(count: number, isComplete = true): NewestPage {
  const seconds = Array.from({ length: count }, (_, index) => count - index);
  return { seq: 10, isComplete, items: seconds.map((second) => ({ message: aMessage(second), cursor: `c${second}` })) };
}

const event = (type: LoggedEvent['type'], data: unknown): LoggedEvent => ({ seq: 11, type, data }) as LoggedEvent;
const created = (message: MessageResource): LoggedEvent => event('message.created', message);
const updated = (message: MessageResource): LoggedEvent => event('message.updated', message);
const ids = (page: NewestPage | undefined): string[] | undefined => page?.items.map(({ message }) => message.id);

describe('a page after events', () => {
  it('has what came, in front, and stands at the new position', () => {
    const page = pageAfter(aPage(2), [created(aMessage(3)), created(aMessage(4))], 12);
    expect(ids(page)).toEqual(['m4', 'm3', 'm2', 'm1']);
    expect(page?.seq).toBe(12);
  });

  it('has a message as it was changed last, whichever way round it was read', () => {
    const newer = updated(aMessage(1, { version: 3, text: 'edited' }));
    const older = updated(aMessage(1, { version: 2, text: 'older' }));
    for (const events of [
      [newer, older],
      [older, newer],
      [newer, created(aMessage(1))],
    ])
      expect(pageAfter(aPage(2), events, 12)?.items[1]?.message.text).toBe('edited');
  });

  it.each([
    ['comes in the same second as the newest', created(aMessage(9, { sentAt: at(2) }))],
    ['comes late', created(aMessage(9, { sentAt: at(1) }))],
    ['is not in sight and may belong there', updated(aMessage(9, { sentAt: at(2) }))],
    ['moves in time', updated(aMessage(1, { sentAt: at(5), version: 2 }))],
    ['loses its ticket', updated(aMessage(1, { ticketId: null, version: 2 }))],
    ['is somewhere in the conversation', event('conversation.changed', { id: 'c' })],
  ])('is the database’s to say when a message %s', (_what, change) => {
    expect(pageAfter(aPage(2), [change], 12)).toBeUndefined();
  });

  it('is the database’s to say when one comes that another quotes', () => {
    const page = aPage(1);
    const quoting = { ...aMessage(1), content: { quoted: { whatsappId: 'w7' } } } as MessageResource;
    const waiting = { ...page, items: [{ message: quoting, cursor: 'c' }] };
    expect(pageAfter(waiting, [created(aMessage(7))], 12)).toBeUndefined();
    expect(pageAfter(waiting, [created(aMessage(8))], 12)).toBeDefined();
  });

  it('does not care for changes beyond its end, unless it is all there is', () => {
    const change = updated(aMessage(0, { version: 5 }));
    expect(ids(pageAfter(aPage(3, false), [change], 12))).toEqual(['m3', 'm2', 'm1']);
    expect(pageAfter(aPage(3, true), [change], 12)).toBeUndefined();
  });

  it('grows no longer than it may', () => {
    const page = pageAfter(aPage(pageSize), [created(aMessage(pageSize + 1))], 12);
    expect(page?.items).toHaveLength(pageSize);
    expect(page?.isComplete).toBe(false);
  });
});

describe('the first messages of a page', () => {
  it.each([
    [2, true, 5, null],
    [5, true, 5, null],
    [5, true, 3, 'c3'],
    [5, false, 5, 'c1'],
  ])('of %i (complete: %s), %i asked for, go on at %s', (count, isComplete, limit, nextCursor) => {
    expect(firstOf(aPage(count, isComplete), limit)?.nextCursor).toBe(nextCursor);
  });

  it('are the database’s to say where the page does not reach, or the place to go on from is not known', () => {
    expect(firstOf(aPage(3, false), 5)).toBeUndefined();
    const page = pageAfter(aPage(3), [created(aMessage(4))], 12);
    expect(page && firstOf(page, 1)).toBeUndefined();
    expect(page && firstOf(page, 2)?.nextCursor).toBe('c3');
  });
});

it('a page with a message outside any ticket is not kept', () => {
  expect(isKeepable(aPage(3))).toBe(true);
  expect(isKeepable({ ...aPage(0), items: [{ message: aMessage(1, { ticketId: null }), cursor: 'c' }] })).toBe(false);
});
