import type { AgentResource, Page } from '@bkcrm/contracts';
import type { Position } from './live/position.js';
import type { Api } from './rest/api.js';
import type { Answer } from './rest/http.js';
import { mergeDirectory, mergeTicketPage, openList, setListLoading } from './store/lists.js';
import { canMergePage, mergeMessagePage } from './store/messages.js';
import { initialState, withEntry } from './store/state.js';
import type { ClientState } from './store/state.js';
import type { Store } from './store/store.js';
import { listKey } from './store/ticket-list.js';
import type { TicketFilter, TicketListState } from './store/ticket-list.js';
import { mergeTicket } from './store/tickets.js';

type Change = (state: ClientState) => ClientState;

interface Wanted {
  key: string;
  read: () => Promise<Change>;
}

const ticketsPerPage = 50;
const messagesPerPage = 50;

/** Loads over REST what somebody looks at, and merges it with what the events brought. */
export class Snapshots {
  private readonly inUse = new Map<string, number>();
  private readonly onTheirWay = new Set<string>();
  /** Until the first load of everything is done, and while it is repeated, nothing is loaded singly. */
  private isReady = false;
  /** Counts the loads of everything: what was asked for before the latest one is worth nothing after it. */
  private loads = 0;
  private isRefreshing = false;

  constructor(
    private readonly store: Store,
    private readonly api: Api,
  ) {}

  /**
   * Everything in use again, from scratch. For a new position in the log; no event is applied meanwhile.
   * @returns whether it took effect: false when another load has begun since
   */
  async reload(): Promise<boolean> {
    this.loads += 1;
    const { loads } = this;
    this.isReady = false;
    const changes = new Map<string, Change>([['directory', await this.directory()]]);
    for (let missing = this.wanted(changes); missing.length > 0; missing = this.wanted(changes)) {
      await Promise.all(missing.map(async ({ key, read }) => changes.set(key, await read())));
    }
    if (loads !== this.loads) return false;
    this.isReady = true;
    this.store.update((state) => {
      const { status, health, agent, pending, uploads, viewers, agentPresence } = state;
      const { notices, noticesSeenAt, system } = state;
      // What is no copy of the event log's stays.
      let next: ClientState = { ...initialState, status, health, agent, pending, uploads, viewers, agentPresence };
      next = { ...next, notices, noticesSeenAt, system };
      for (const [key, { filter }] of state.lists) if (changes.has(key)) next = openList(next, filter);
      for (const ticketId of state.threads.keys()) if (changes.has(ticketId)) next = openThread(next, ticketId);
      return [...changes.values()].reduce((before, change) => change(before), next);
    });
    return true;
  }

  /** Nothing is known any more, for example after a logout. */
  forget(): void {
    this.loads += 1;
    this.isReady = false;
    this.inUse.clear();
  }

  /** Loads what is in use and not there, because it is new or because it failed before. */
  async loadMissing(): Promise<void> {
    if (!this.isReady) return;
    const { lists, threads } = this.store.getSnapshot();
    const isThere = (key: string): boolean =>
      this.onTheirWay.has(key) || threads.get(key)?.isLoaded === true || isLoaded(lists.get(key));
    const missing = this.wanted(new Map()).filter(({ key }) => !isThere(key));
    await Promise.all(missing.map(({ key, read }) => this.load(key, read)));
  }

  async openList(filter: TicketFilter): Promise<void> {
    this.use(listKey(filter));
    this.store.update((state) => openList(state, filter));
    await this.loadMissing();
  }

  async openThread(ticketId: string): Promise<void> {
    this.use(ticketId);
    this.store.update((state) => openThread(state, ticketId));
    await this.loadMissing();
  }

  async loadMoreTickets(filter: TicketFilter): Promise<void> {
    const list = this.store.getSnapshot().lists.get(listKey(filter));
    if (list === undefined || list.isLoading || list.nextCursor === null) return;
    const cursor = list.nextCursor;
    this.store.update((state) => setListLoading(state, filter, true));
    try {
      await this.load(`${listKey(filter)}…`, () => this.ticketPage(filter, cursor));
    } finally {
      this.store.update((state) => setListLoading(state, filter, false));
    }
  }

  async loadOlder(ticketId: string): Promise<void> {
    const { threads, conversations } = this.store.getSnapshot();
    const thread = threads.get(ticketId);
    const cursor = conversations.get(thread?.conversationId ?? '')?.olderCursor ?? null;
    if (thread === undefined || thread.isLoadingOlder || cursor === null) return;
    this.store.update((state) => setLoadingOlder(state, ticketId, true));
    try {
      await this.load(`${ticketId}…`, () => this.messagePage(ticketId, cursor));
    } finally {
      this.store.update((state) => setLoadingOlder(state, ticketId, false));
    }
  }

  release(key: string): void {
    this.inUse.set(key, (this.inUse.get(key) ?? 1) - 1);
  }

  async refreshTicket(ticketId: string): Promise<void> {
    const { data, position } = await this.api.getTicket(ticketId);
    this.store.update((state) => mergeTicket(state, data, position?.seq ?? 0));
  }

  async refreshDirectory(): Promise<void> {
    this.store.update(await this.directory());
  }

  /** Asks for tickets whose unread count only the server can tell; one after the other. Rejects when it does not answer. */
  async refreshStale(): Promise<void> {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    try {
      for (let [ticketId] = this.store.getSnapshot().staleTickets; ticketId !== undefined;) {
        await this.refreshTicket(ticketId);
        [ticketId] = this.store.getSnapshot().staleTickets;
      }
    } finally {
      this.isRefreshing = false;
    }
  }

  private wanted(present: ReadonlyMap<string, unknown>): Wanted[] {
    const { lists, threads } = this.store.getSnapshot();
    return [
      ...[...lists].map(([key, { filter }]) => ({ key, read: () => this.ticketPage(filter) })),
      ...[...threads.keys()].map((ticketId) => ({ key: ticketId, read: () => this.threadPage(ticketId) })),
    ].filter(({ key }) => !present.has(key) && (this.inUse.get(key) ?? 0) > 0);
  }

  private async load(key: string, read: () => Promise<Change>): Promise<void> {
    const { loads } = this;
    this.onTheirWay.add(key);
    try {
      const change = await read();
      if (loads === this.loads) this.store.update(change);
    } finally {
      this.onTheirWay.delete(key);
    }
  }

  private async directory(): Promise<Change> {
    const [numbers, agents, departments] = await Promise.all([
      this.api.listNumbers(),
      this.api.listAgents().catch(() => emptyAnswer<AgentResource>()),
      this.api.listDepartments(),
    ]);
    return (state) =>
      mergeDirectory(state, {
        numbers: numbers.data.items,
        agents: agents.data.items,
        departments: departments.data.items,
      });
  }

  private async ticketPage(filter: TicketFilter, cursor?: string): Promise<Change> {
    const { data, position } = await this.api.listTickets(filter, { limit: ticketsPerPage, ...(cursor && { cursor }) });
    return (state) => mergeTicketPage(state, filter, data, position?.seq ?? 0);
  }

  /** The ticket and its newest messages. */
  private async threadPage(ticketId: string): Promise<Change> {
    const ticket = await this.api.getTicket(ticketId);
    const messages = await this.messagePage(ticketId);
    return (state) => messages(mergeTicket(state, ticket.data, ticket.position?.seq ?? 0));
  }

  private async messagePage(ticketId: string, cursor?: string): Promise<Change> {
    for (;;) {
      const { data, position } = await this.api.listMessages(ticketId, {
        limit: messagesPerPage,
        ...(cursor && { cursor }),
      });
      const page = { ticketId, ...data, seq: position?.seq ?? 0, before: cursor ?? null };
      if (canMergePage(this.store.getSnapshot(), page)) return (state) => mergeMessagePage(state, page);
    }
  }

  private use(key: string): void {
    this.inUse.set(key, (this.inUse.get(key) ?? 0) + 1);
  }
}

function emptyAnswer<T>(): Answer<Page<T>> & { position: Position | null } {
  return { data: { items: [], nextCursor: null }, position: null };
}

function isLoaded(list: TicketListState | undefined): boolean {
  return list !== undefined && (list.isComplete || list.boundary !== null);
}

function openThread(state: ClientState, ticketId: string): ClientState {
  if (state.threads.has(ticketId)) return state;
  const thread = { conversationId: null, isLoaded: false, isLoadingOlder: false };
  return { ...state, threads: withEntry(state.threads, ticketId, thread) };
}

function setLoadingOlder(state: ClientState, ticketId: string, isLoadingOlder: boolean): ClientState {
  const thread = state.threads.get(ticketId);
  if (thread === undefined) return state;
  return { ...state, threads: withEntry(state.threads, ticketId, { ...thread, isLoadingOlder }) };
}
