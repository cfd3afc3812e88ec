import type { AgentResource, MessageResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../rest/api-error.js';
import type { Api, NewMessage } from '../rest/api.js';
import { MemoryStorage } from '../storage.js';
import { applyMessageEvent } from '../store/messages.js';
import { newMessage } from '../store/model-database.fixture.js';
import { Store } from '../store/store.js';
import { dueMessage, ticketsWithDue } from './due-messages.js';
import { StoredEntries } from './outbox-entries.js';
import type { OutboxEntries } from './outbox-entries.js';
import { Outbox } from './outbox.js';
import { latestTurn } from './seen.js';

/** Answers as told: each call takes the next answer; after those, every message is stored. */
class FakeApi {
  readonly calls: (NewMessage & { ticketId: string })[] = [];
  readonly answers: (() => Promise<MessageResource>)[] = [];

  sendMessage = (ticketId: string, message: NewMessage): Promise<MessageResource> => {
    this.calls.push({ ticketId, ...message });
    const answer = this.answers.shift() ?? (() => Promise.resolve(this.stored(ticketId, message)));
    return answer();
  };

  stored(ticketId: string, { clientId, text }: NewMessage): MessageResource {
    return { ...newMessage(ticketId, this.calls.length, 0, 'out'), clientId, text: text ?? null };
  }
}

let store: Store;
let api: FakeApi;
let storage: MemoryStorage;
let outbox: Outbox;

beforeEach(() => {
  store = new Store();
  api = new FakeApi();
  storage = new MemoryStorage();
  outbox = newOutbox();
});

/** What another page of the agent makes of the same storage. */
function newOutbox(agentId = 'ana', place: OutboxEntries = new StoredEntries(storage)): Outbox {
  store.update((state) => ({ ...state, agent: { id: agentId } as AgentResource }));
  const made = new Outbox(store, api as unknown as Api, place);
  made.enter(agentId);
  return made;
}

const pending = () => store.getSnapshot().pending;
const expired = (): Promise<never> => Promise.reject(new ApiError(401, 'auth.invalid-token', 'expired'));
const lost = (): Promise<never> => Promise.reject(new ApiError(0, 'network', 'no answer'));

describe('the outbox', () => {
  it('keeps messages while there is no connection and sends them in order when there is', async () => {
    outbox.add('t', 'one', null);
    outbox.add('t', 'two', null);
    expect(api.calls).toEqual([]);
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    expect(api.calls.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('sends again with the same client id when no answer came', async () => {
    api.answers.push(lost);
    const clientId = outbox.add('t', 'one', null);
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    expect(api.calls.map((call) => call.clientId)).toEqual([clientId, clientId]);
  });

  it('keeps a refused message with its reason, lets the next one go, and sends it again when asked', async () => {
    api.answers.push(() => Promise.reject(new ApiError(409, 'ticket.resolved', 'resolved')));
    const clientId = outbox.add('t', 'one', null);
    outbox.add('t', 'two', null);
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toMatchObject([{ clientId, failure: { code: 'ticket.resolved' } }]));
    await eventually(() => expect(api.calls.map(({ text }) => text)).toEqual(['one', 'two']));
    outbox.again(clientId);
    await eventually(() => expect(pending()).toEqual([]));
  });

  it('does not give a message up because the session ended', async () => {
    api.answers.push(...Array.from({ length: 100 }, () => expired));
    outbox.add('t', 'one', null);
    outbox.setOpen(true);
    await eventually(() => expect(api.calls.length).toBeGreaterThan(0));
    outbox.setOpen(false);
    expect(pending()).toMatchObject([{ failure: null }]);
  });

  it('takes up after a reload what was not sent before, of the same agent only', async () => {
    const clientId = outbox.add('t', 'one', null);
    await eventually(() => expect(storage.length).toBe(1));
    store = new Store();
    newOutbox('bia').setOpen(true);
    store = new Store();
    const reloaded = newOutbox();
    await eventually(() => expect(pending()).toMatchObject([{ clientId, text: 'one' }]));
    expect(api.calls).toEqual([]);
    reloaded.discard(clientId);
    await eventually(() => expect(storage.length).toBe(0));
    expect(pending()).toEqual([]);
  });

  it('keeps what is on its way when the agent leaves, and shows it to nobody else', async () => {
    let answer: (() => void) | undefined;
    const late = new Promise<MessageResource>((resolve) => {
      answer = () => resolve(api.stored('t', { clientId: 'x', text: 'one' }));
    });
    api.answers.push(() => late);
    outbox.add('t', 'one', null);
    outbox.setOpen(true);
    await eventually(() => expect([storage.length, api.calls.length]).toEqual([1, 1]));
    outbox.leave();
    store.update((state) => ({ ...state, agent: null, pending: [] }));
    answer?.();
    await late;
    outbox.enter('bia');
    outbox.setOpen(true);
    await eventually(() => expect(store.getSnapshot().pending).toEqual([]));
    // It leaves again when its agent is back, under the same id, and is stored once.
    expect([storage.length, api.calls.length]).toEqual([1, 1]);
  });

  it('drops an entry whose message a live event brought, wherever it was sent', async () => {
    const clientId = outbox.add('t', 'one', null);
    await eventually(() => expect(storage.length).toBe(1));
    const message = api.stored('t', { clientId, text: 'one' });
    store.update((state) => applyMessageEvent(state, message, 1));
    await eventually(() => expect(storage.length).toBe(0));
    expect(pending()).toEqual([]);
  });

  it('sends also what no place takes, and remembers a refusal that cannot be written', async () => {
    const full: OutboxEntries = {
      list: () => Promise.resolve([]),
      add: () => Promise.reject(new Error('full')),
      replace: () => Promise.reject(new Error('full')),
      remove: () => Promise.reject(new Error('full')),
      onChange: () => undefined,
    };
    store = new Store();
    outbox = newOutbox('ana', full);
    api.answers.push(() => Promise.reject(new ApiError(409, 'ticket.resolved', 'resolved')));
    const clientId = outbox.add('t', 'one', null);
    outbox.add('t', 'two', null);
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toMatchObject([{ clientId, failure: { code: 'ticket.resolved' } }]));
    outbox.again(clientId);
    await eventually(() => expect(pending()).toEqual([]));
    expect(api.calls.map(({ text }) => text)).toEqual(['one', 'two', 'one']);
  });
});

/** The answer to a stale reply: a customer's message of this turn is new. */
const stale = (turn: number): (() => Promise<never>) => {
  const newer = [{ ...newMessage('t', turn, 0, 'in'), turn }];
  return () => Promise.reject(new ApiError(409, 'reply.stale', 'stale', { turn, newer }));
};
const asked = () => api.calls.map(({ seen, staleAfter }) => ({ seen, staleAfter }));

describe('a message that says what its author had seen', () => {
  beforeEach(() => {
    const thread = { conversationId: 'conversation-t', isLoaded: true, isLoadingOlder: false };
    const conversation = { messages: [newMessage('t', 3, 0, 'in')], olderCursor: null, floor: null };
    store.update((state) => ({
      ...state,
      threads: new Map([['t', thread]]),
      conversations: new Map([['conversation-t', conversation]]),
    }));
  });

  it('is stopped by anybody’s message when it could leave at once', async () => {
    outbox.setOpen(true);
    outbox.add('t', 'one', null, { seen: 3 });
    await eventually(() => expect(pending()).toEqual([]));
    expect(asked()).toEqual([{ seen: 3 }]);
  });

  it('is stopped by colleagues only when it was written offline, when its call had no answer, and after a reload', async () => {
    outbox.add('t', 'offline', null, { seen: 3 });
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    let lose: (() => void) | undefined;
    const broken = new Promise<void>((resolve) => (lose = resolve));
    api.answers.push(() => broken.then(lost));
    outbox.add('t', 'unanswered', null, { seen: 4 });
    outbox.add('t', 'behind it', null, { seen: 4 });
    await eventually(() => expect(api.calls).toHaveLength(2));
    outbox.setOpen(false);
    lose?.();
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    outbox.setOpen(false);
    outbox.add('t', 'reloaded', null, { seen: 5 });
    await eventually(() => expect(storage.length).toBe(1));
    store = new Store();
    outbox = newOutbox();
    await eventually(() => expect(pending()).toHaveLength(1));
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    const staleAfter = 'colleagues';
    expect(asked()).toEqual([
      { seen: 3, staleAfter },
      { seen: 4 },
      { seen: 4, staleAfter },
      { seen: 4, staleAfter },
      { seen: 5, staleAfter },
    ]);
  });

  it('waits for its author when it is stale, shows what is new, and goes again with what was seen then', async () => {
    api.answers.push(stale(7), stale(9));
    outbox.setOpen(true);
    const clientId = outbox.add('t', 'one', null, { seen: 3 });
    await eventually(() => expect(pending()).toMatchObject([{ failure: { code: 'reply.stale', turn: 7 } }]));
    expect(
      store
        .getSnapshot()
        .conversations.get('conversation-t')
        ?.messages.map(({ turn }) => turn),
    ).toEqual([3, 7]);
    outbox.again(clientId);
    await eventually(() => expect(pending()).toMatchObject([{ failure: { turn: 9 } }]));
    outbox.again(clientId, 'one, and more');
    await eventually(() => expect(pending()).toEqual([]));
    expect(api.calls.map(({ seen, text }) => [seen, text])).toEqual([
      [3, 'one'],
      [7, 'one'],
      [9, 'one, and more'],
    ]);
    expect(new Set(api.calls.map((call) => call.clientId)).size).toBe(1);
  });

  it('is stopped by colleagues only when the connection broke before its turn came', async () => {
    const answers: ((message: MessageResource) => void)[] = [];
    api.answers.push(() => new Promise((resolve) => answers.push(resolve)));
    outbox.setOpen(true);
    outbox.add('t', 'one', null, { seen: 3 });
    outbox.add('t', 'two', null, { seen: 3 });
    await eventually(() => expect(api.calls).toHaveLength(1));
    outbox.setOpen(false);
    answers[0]?.(api.stored('t', { clientId: 'x', text: 'one' }));
    await eventually(() => expect(pending()).toHaveLength(1));
    outbox.setOpen(true);
    await eventually(() => expect(pending()).toEqual([]));
    expect(asked()).toEqual([{ seen: 3 }, { seen: 3, staleAfter: 'colleagues' }]);
  });

  it('goes again with the turn of the refusal when what is new stands outside of what is loaded', async () => {
    api.answers.push(() => Promise.reject(new ApiError(409, 'reply.stale', 'stale', { turn: 9, newer: [] })));
    outbox.setOpen(true);
    const clientId = outbox.add('t', 'one', null, { seen: 3 });
    await eventually(() => expect(pending()).toMatchObject([{ failure: { turn: 9 } }]));
    outbox.again(clientId);
    await eventually(() => expect(pending()).toEqual([]));
    expect(asked()).toEqual([{ seen: 3 }, { seen: 9 }]);
  });

  it('is stopped by anybody’s message when another page of the browser sends it at once', async () => {
    outbox.setOpen(true);
    await new StoredEntries(storage).add('ana', { ...message('1', 't'), text: 'one', seen: 3 });
    await outbox.refresh();
    await eventually(() => expect(pending()).toEqual([]));
    expect(asked()).toEqual([{ seen: 3 }]);
  });

  it('asks nothing when it is scheduled, or when nobody looked', async () => {
    outbox.setOpen(true);
    outbox.add('t', 'later', null, { seen: 3, what: { scheduledFor: '2030-01-01T00:00:00.000Z' } });
    outbox.add('u', 'blind', null);
    await eventually(() => expect(pending()).toEqual([]));
    expect(asked()).toEqual([{}, {}]);
    expect(latestTurn(store.getSnapshot(), 'u')).toBeUndefined();
    expect(latestTurn(store.getSnapshot(), 't')).toBe(3);
  });
});

const message = (clientId: string, ticketId: string, failure: { code: string; message: string } | null = null) => ({
  clientId,
  ticketId,
  text: '',
  quotedMessageId: null,
  createdAt: '',
  failure,
});

describe('what may leave', () => {
  it('is the oldest message of each ticket', () => {
    const all = [message('1', 'a'), message('2', 'a'), message('3', 'b')];
    expect([...ticketsWithDue(all)].map((ticketId) => dueMessage(all, ticketId)?.clientId)).toEqual(['1', '3']);
  });

  it('passes by what was refused', () => {
    const all = [
      message('1', 'a', { code: 'x', message: 'x' }),
      message('2', 'a'),
      message('3', 'b', { code: 'x', message: 'x' }),
    ];
    expect([...ticketsWithDue(all)].map((ticketId) => dueMessage(all, ticketId)?.clientId)).toEqual(['2']);
  });
});
