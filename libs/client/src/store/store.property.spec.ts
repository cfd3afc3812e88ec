import type { AgentResource, MessageResource, TicketResource } from '@bkcrm/contracts';
import { array, assert, constantFrom, nat, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyItems } from './apply-items.js';
import { compareMessages, mergeMessagePage } from './messages.js';
import { agentId, ModelDatabase } from './model-database.fixture.js';
import { initialState, withEntry } from './state.js';
import type { ClientState } from './state.js';
import { mergeTicket } from './tickets.js';

const ticketIds = ['a', 'b'];
const pageSize = 4;

type Name = 'receive' | 'answer' | 'change' | 'remove' | 'read' | 'deliver' | 'ask' | 'serve' | 'arrive';
interface Action {
  name: Name;
  ticketId: string;
  number: number;
}

const names = constantFrom<Name[]>(
  ...([
    'receive',
    'receive',
    'answer',
    'change',
    'remove',
    'read',
    'deliver',
    'deliver',
    'deliver',
    'ask',
    'serve',
    'arrive',
  ] as const),
);
const scripts = array(record({ name: names, ticketId: constantFrom(...ticketIds), number: nat(7) }), {
  maxLength: 90,
  size: 'max',
});

/** A request on its way: `seq` is read before the data, and the data arrive later still. */
interface Request {
  ticketId: string;
  seq: number;
  ticket?: TicketResource;
  page?: { items: MessageResource[]; nextCursor: string | null };
}

class ModelStore {
  readonly database = new ModelDatabase(ticketIds);
  state: ClientState = { ...initialState, agent: { id: agentId } as AgentResource };
  private applied = 0;
  private requests: Request[] = [];

  perform({ name, ticketId, number }: Action): void {
    if (name === 'receive') this.database.receive(ticketId, number > 5 ? number * 3 : number, 'in');
    else if (name === 'answer') this.database.receive(ticketId, 0, 'out');
    else if (name === 'change') this.database.change(ticketId, number);
    else if (name === 'remove') this.database.remove(ticketId, number);
    else if (name === 'read') this.database.read(ticketId);
    else if (name === 'deliver') this.deliver(number + 1);
    else if (name === 'ask') this.requests.push({ ticketId, seq: this.database.seq });
    else if (name === 'serve') this.serveAll();
    else this.arrive();
  }

  /** All arrives that is on its way, and everything is loaded that must be known to compare. */
  finish(): void {
    this.arriveAll();
    this.deliver(Infinity);
    for (const ticketId of ticketIds) {
      if (!this.state.threads.has(ticketId)) this.requests.push({ ticketId, seq: this.database.seq });
    }
    while (this.requests.length > 0) this.arriveAll();
  }

  private arriveAll(): void {
    const { requests } = this;
    this.serveAll();
    for (const _ of requests) this.arrive();
  }

  private serveAll(): void {
    for (const request of this.requests) if (request.page === undefined) this.serve(request);
  }

  private deliver(count: number): void {
    const items = this.database.log.slice(this.applied, this.applied + count);
    this.applied += items.length;
    this.state = applyItems(this.state, items);
    this.askForStale();
  }

  /** As the client does: what only the server can tell is asked for, until a usable answer comes. */
  private askForStale(): void {
    for (const ticketId of this.state.staleTickets) {
      if (!this.requests.some((request) => request.ticketId === ticketId))
        this.requests.push({ ticketId, seq: this.database.seq });
    }
  }

  private serve(request: Request): void {
    request.ticket = this.database.ticket(request.ticketId);
    const all = this.database.messages(request.ticketId);
    request.page = { items: all.slice(-pageSize).toReversed(), nextCursor: all.length > pageSize ? 'more' : null };
  }

  private arrive(): void {
    const request = this.requests.find(({ page }) => page !== undefined);
    if (request?.page === undefined || request.ticket === undefined) return;
    this.requests = this.requests.filter((other) => other !== request);
    const { ticketId, seq } = request;
    if (!this.state.threads.has(ticketId)) {
      const thread = { conversationId: null, isLoaded: false, isLoadingOlder: false };
      this.state = { ...this.state, threads: withEntry(this.state.threads, ticketId, thread) };
    }
    this.state = mergeTicket(this.state, request.ticket, seq);
    this.state = mergeMessagePage(this.state, { ticketId, ...request.page, seq, before: null });
    this.askForStale();
  }
}

function play(script: Action[]): ModelStore {
  const model = new ModelStore();
  for (const action of script) model.perform(action);
  model.finish();
  return model;
}

describe('the store, however pages and events overtake each other', () => {
  it('ends with the messages of the database, in their order, without holes in what is loaded', () => {
    assert(
      property(scripts, (script) => {
        const { state, database } = play(script);
        for (const ticketId of ticketIds) {
          const shown = state.conversations.get(`conversation-${ticketId}`);
          const all = database.messages(ticketId);
          const floor = shown?.olderCursor === null ? null : (shown?.floor ?? null);
          const loaded = floor === null ? all : all.filter((message) => compareMessages(message, floor) >= 0);
          expect(shown?.messages ?? []).toEqual(loaded);
        }
      }),
      { numRuns: 2_000, seed: 20_261_125 },
    );
  });

  it('ends with the unread counts and versions of the database', () => {
    assert(
      property(scripts, (script) => {
        const { state, database } = play(script);
        for (const ticketId of ticketIds) {
          const entry = state.tickets.get(ticketId);
          expect(entry?.ticket.version).toBe(database.ticket(ticketId).version);
          expect(entry?.unread).toBe(database.unread(ticketId));
        }
      }),
      { numRuns: 2_000, seed: 20_261_125 },
    );
  });

  it('changes nothing when events come again', () => {
    assert(
      property(tuple(scripts), ([script]) => {
        const { state, database } = play(script);
        const conversations = applyItems(state, database.log).conversations;
        expect([...conversations].map(([id, { messages }]) => [id, messages])).toEqual(
          [...state.conversations].map(([id, { messages }]) => [id, messages]),
        );
      }),
      { numRuns: 300, seed: 20_261_125 },
    );
  });
});
