import type { AgentResource, MessageResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../rest/api-error.js';
import type { Api, NewMessage } from '../rest/api.js';
import { MemoryStorage } from '../storage.js';
import { newMessage } from '../store/model-database.fixture.js';
import { Store } from '../store/store.js';
import { dueMessages } from './due-messages.js';
import { Outbox } from './outbox.js';

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

function newOutbox(): Outbox {
  store.update((state) => ({ ...state, agent: { id: 'ana' } as AgentResource }));
  return new Outbox(store, api as unknown as Api, storage);
}

const pending = () => store.getSnapshot().pending;
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
    await eventually(() => expect(api.calls).toHaveLength(1));
    expect(pending()).toHaveLength(1);
    outbox.setOpen(false);
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
    api.answers.push(() => Promise.reject(new ApiError(401, 'auth.invalid-token', 'expired')));
    outbox.add('t', 'one', null);
    outbox.setOpen(true);
    await eventually(() => expect(api.calls).toHaveLength(1));
    expect(pending()).toMatchObject([{ failure: null }]);
    outbox.setOpen(false);
  });

  it('takes up after a reload what was not sent before, of the same agent only', () => {
    const clientId = outbox.add('t', 'one', null);
    store = new Store();
    const reloaded = newOutbox();
    reloaded.restore('bia');
    expect(pending()).toEqual([]);
    reloaded.restore('ana');
    expect(pending()).toMatchObject([{ clientId, text: 'one' }]);
    reloaded.discard(clientId);
    expect(storage.length).toBe(0);
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

describe('dueMessages', () => {
  it('lets one message of each ticket go at a time', () => {
    const all = [message('1', 'a'), message('2', 'a'), message('3', 'b')];
    expect(dueMessages(all, new Set()).map(({ clientId }) => clientId)).toEqual(['1', '3']);
    expect(dueMessages(all, new Set(['1'])).map(({ clientId }) => clientId)).toEqual(['3']);
  });

  it('passes by what was refused', () => {
    const all = [message('1', 'a', { code: 'x', message: 'x' }), message('2', 'a')];
    expect(dueMessages(all, new Set()).map(({ clientId }) => clientId)).toEqual(['2']);
  });
});
