import type { AgentResource, MessageResource, Signal, TicketResource } from '@bkcrm/contracts';
import { HealthPoll } from './health/health-poll.js';
import { healthAfter } from './health/health.js';
import type { HealthReport } from './health/health.js';
import { LiveConnection } from './live/live-connection.js';
import type { ConnectionStatus } from './live/live-connection.js';
import type { LiveItem, Position } from './live/position.js';
import { chooseEntries, moveStored } from './outbox/choose-entries.js';
import type { OutboxEntries } from './outbox/outbox-entries.js';
import { Outbox } from './outbox/outbox.js';
import { latestTurn } from './outbox/seen.js';
import { ApiError } from './rest/api-error.js';
import { Api } from './rest/api.js';
import type { NewMessage, TicketChange } from './rest/api.js';
import { Http } from './rest/http.js';
import { newId } from './new-id.js';
import { Session } from './session.js';
import { ReadPositions } from './read-positions.js';
import { Snapshots } from './snapshots.js';
import { MemoryStorage } from './storage.js';
import type { KeyValueStorage } from './storage.js';
import { applyItems } from './store/apply-items.js';
import { applySignal } from './store/presence.js';
import { applyQrCode } from './store/qr-codes.js';
import { initialState } from './store/state.js';
import { Store } from './store/store.js';
import { listKey } from './store/ticket-list.js';
import type { TicketFilter } from './store/ticket-list.js';
import { mergeMessageAnswer } from './store/messages.js';
import { mergeTicketAnswer } from './store/tickets.js';
import { SystemWatch } from './system-watch.js';
import { Uploads } from './uploads.js';
import type { FileMessage } from './uploads.js';

export interface BkcrmClientOptions {
  /** Origin of the gateway; empty for the page's own. */
  url: string;
  fetch?: typeof fetch;
  /**
   * Where the session outlives the page, and outside of browsers unsent messages, too: browsers keep those in their database.
   * Without it nothing outlives the client.
   */
  storage?: KeyValueStorage;
}

/** What the client says by itself. */
type Question = 'seen' | 'staleAfter';

export interface AppliedItem extends LiveItem {
  epoch: string;
}

/**
 * A live copy of what one agent may see of BKCRM. Log in, connect, and read `store`: it stays true by itself.
 * Works in browsers and in Node.
 */
export class BkcrmClient {
  readonly store = new Store();
  readonly api: Api;
  readonly system: SystemWatch;
  private readonly session: Session;
  private readonly refreshDelivery: 'cookie' | 'body';
  private readonly live: LiveConnection;
  private readonly storage: KeyValueStorage;
  /** Where unsent messages are kept. */
  private readonly place: OutboxEntries;
  private readonly outbox: Outbox;
  private readonly uploads: Uploads;
  private readonly snapshots: Snapshots;
  private readonly readPositions: ReadPositions;
  private readonly healthPoll: HealthPoll;
  private readonly openTickets = new Set<string>();
  private readonly appliedListeners = new Set<(item: AppliedItem) => void>();
  private isConnected = false;
  private isActive = true;

  constructor({ url, fetch = globalThis.fetch.bind(globalThis), storage: given }: BkcrmClientOptions) {
    const storage = given ?? new MemoryStorage();
    this.refreshDelivery = url === '' ? 'cookie' : 'body';
    const session = new Session({
      storage,
      refresh: (refreshToken) => this.api.refresh(refreshToken),
      onRenewed: (token) => this.live.tell('authenticate', { token }),
    });
    this.session = session;
    const [token, renew] = [() => session.token(), () => session.renew()];
    this.api = new Api(new Http({ url, fetch, token, renew, onUnauthorized: () => this.leave() }));
    this.system = new SystemWatch(this.store, this.api, (event, data) => this.live.tell(event, data));
    this.storage = storage;
    this.place = chooseEntries(given);
    this.outbox = new Outbox(this.store, this.api, this.place);
    this.uploads = new Uploads(this.store, this.api, this.outbox);
    this.snapshots = new Snapshots(this.store, this.api);
    this.readPositions = new ReadPositions(this.store, this.api);
    this.healthPoll = new HealthPoll(this.api.health, (report) => this.onHealth(report));
    this.live = new LiveConnection({
      url,
      token,
      isActive: () => this.isActive,
      load: () => this.snapshots.reload(),
      apply: (items, epoch) => this.apply(items, epoch),
      signal: (signal) => this.onSignal(signal),
      status: (status) => this.onStatus(status),
      refused: () => this.isSessionGood(),
    });
    if (session.agent !== null) this.enter(session.agent);
  }

  /** The place in the log up to which everything was applied; null before the first connection. */
  get position(): Position | null {
    return this.live.position;
  }

  /** @throws ApiError */
  async login(email: string, password: string, code?: string): Promise<AgentResource> {
    const answer = await this.api.login({ email, password, refresh: this.refreshDelivery, ...(code && { code }) });
    this.session.open(answer);
    this.enter(answer.agent);
    return answer.agent;
  }

  /** Unsent messages stay in the storage for the agent's next login. */
  logout(): void {
    if (this.session.agent !== null) this.quietly(this.api.logout(this.session.refreshToken));
    this.leave();
  }

  /** Ends the agent's sessions on every device. @throws ApiError */
  async logoutEverywhere(): Promise<void> {
    await this.api.logoutEverywhere();
    this.leave();
  }

  connect(): void {
    if (this.isConnected || this.session.agent === null) return;
    this.isConnected = true;
    this.live.start();
    this.healthPoll.start();
  }

  disconnect(): void {
    this.isConnected = false;
    this.live.stop();
    this.healthPoll.stop();
    this.outbox.setOpen(false);
  }

  /** Reconnects at once, and sends at once what waits for its next attempt; for when the device is back on a network or awake. */
  hurry(): void {
    this.live.hurry();
    this.outbox.hurry();
  }

  /** Calls the listener for every event applied, in order, each once. @returns the function that ends it */
  onApplied(listener: (item: AppliedItem) => void): () => void {
    this.appliedListeners.add(listener);
    return () => this.appliedListeners.delete(listener);
  }

  /** Keeps a list loaded until the returned function is called. */
  openList(filter: TicketFilter): () => void {
    this.quietly(this.snapshots.openList(filter));
    return () => this.snapshots.release(listKey(filter));
  }

  /** @throws ApiError */
  loadMoreTickets(filter: TicketFilter): Promise<void> {
    return this.snapshots.loadMoreTickets(filter);
  }

  /** Keeps a ticket and its conversation loaded until the returned function is called. */
  openTicket(ticketId: string): () => void {
    this.quietly(this.snapshots.openThread(ticketId));
    this.openTickets.add(ticketId);
    this.live.tell('ticket:open', { ticketId });
    return () => {
      this.openTickets.delete(ticketId);
      this.snapshots.release(ticketId);
      this.live.tell('ticket:close', { ticketId });
    };
  }

  /** The page of messages before the oldest loaded one. @throws ApiError */
  loadOlder(ticketId: string): Promise<void> {
    return this.snapshots.loadOlder(ticketId);
  }

  /**
   * Shows the message as pending and sends it as soon as there is a connection. When somebody else has written in the ticket since, it
   * stays in `pending` with the failure `reply.stale`: `sendAgain` or `discard`. @returns its client id
   */
  send(ticketId: string, { text = '', quotedMessageId, ...what }: Omit<NewMessage, 'clientId' | Question>): string {
    const hasMore = Object.values(what).some((value) => value !== undefined);
    const seen = latestTurn(this.store.getSnapshot(), ticketId);
    return this.outbox.add(ticketId, text, quotedMessageId ?? null, { seen, ...(hasMore && { what }) });
  }

  /** Uploads a file and sends it; `store` shows its progress. @returns the client id of the upload and of its message */
  sendFile(ticketId: string, file: Blob, fileName: string, message: FileMessage = {}): string {
    return this.uploads.add(ticketId, file, fileName, message);
  }

  /** Tries a file again that did not get through. */
  uploadAgain(clientId: string): void {
    this.uploads.again(clientId);
  }

  /** Gives a file up that is not there yet. */
  discardUpload(clientId: string): void {
    this.uploads.discard(clientId);
  }

  /** @throws ApiError */
  editMessage(
    ticketId: string,
    messageId: string,
    change: { text?: string; scheduledFor?: string },
  ): Promise<MessageResource> {
    return this.changed(this.api.editMessage(ticketId, messageId, change));
  }

  /** Deletes for everyone; what has not left yet is cancelled. @throws ApiError */
  deleteMessage(ticketId: string, messageId: string): Promise<MessageResource> {
    return this.changed(this.api.deleteMessage(ticketId, messageId));
  }

  /** An empty emoji takes our reaction back. @throws ApiError */
  react(ticketId: string, messageId: string, emoji: string): Promise<MessageResource> {
    return this.changed(this.api.react(ticketId, messageId, emoji));
  }

  /** @throws ApiError `message.too-late-to-cancel` */
  cancelMessage(ticketId: string, messageId: string): Promise<MessageResource> {
    return this.changed(this.api.cancelMessage(ticketId, messageId));
  }

  /** Says that a message of which nobody knows what became of it did arrive. @throws ApiError */
  confirmArrived(ticketId: string, messageId: string): Promise<MessageResource> {
    return this.changed(this.api.resolveMessage(ticketId, messageId, 'arrived'));
  }

  /** Sends a stored message that did not leave again, as a new one. @throws ApiError */
  sendMessageAgain(ticketId: string, messageId: string): Promise<MessageResource> {
    return this.changed(this.api.sendMessageAgain(ticketId, messageId, newId()));
  }

  /** Sends a refused message again, knowing what is there now. @param text in place of the former */
  sendAgain(clientId: string, text?: string): void {
    this.outbox.again(clientId, text);
  }

  /** Gives a refused message up. */
  discard(clientId: string): void {
    this.outbox.discard(clientId);
  }

  /** Everything loaded of this ticket has been seen. */
  markRead(ticketId: string): void {
    this.readPositions.mark(ticketId);
  }

  /** Whether a person uses this client. Colleagues see the agent as away while none of their clients is in use. */
  setActive(isActive: boolean): void {
    if (this.isActive === isActive) return;
    this.isActive = isActive;
    this.live.tell('presence', { active: isActive });
  }

  /** Says that the agent is away, or back; it holds on every device. @throws ApiError */
  async setAway(away: boolean): Promise<void> {
    await this.api.setPresence(away);
  }

  /** Tells colleagues and the customer. */
  typing(ticketId: string, typing: boolean, recording = false): void {
    this.live.tell('typing', { ticketId, typing, ...(recording && { recording }) });
  }

  /** @throws ApiError */
  async updateTicket(ticketId: string, change: TicketChange): Promise<TicketResource> {
    const ticket = await this.api.updateTicket(ticketId, change);
    this.store.update((state) => mergeTicketAnswer(state, ticket));
    return ticket;
  }

  /** Begins to link a number: its codes are in the state from then on, until one was scanned. @throws ApiError */
  async connectNumber(numberId: string, phone?: string): Promise<void> {
    const offer = await this.api.numbers.connect(numberId, phone);
    this.store.update((state) => applyQrCode(state, offer));
  }

  /** Asks again for numbers, agents and departments, after one was added. @throws ApiError */
  refreshDirectory(): Promise<void> {
    return this.snapshots.refreshDirectory();
  }

  /** The session is over. */
  private leave(): void {
    this.disconnect();
    this.outbox.leave();
    this.session.close();
    this.snapshots.forget();
    this.store.update(() => initialState);
  }

  private async changed(answer: Promise<MessageResource>): Promise<MessageResource> {
    const message = await answer;
    this.store.update((state) => mergeMessageAnswer(state, message));
    return message;
  }

  private enter(agent: AgentResource): void {
    this.store.update((state) => ({ ...state, agent }));
    this.outbox.enter(agent.id);
    this.quietly(moveStored(this.storage, agent.id, this.place).then(() => this.outbox.refresh()));
  }

  private apply(items: LiveItem[], epoch: string): void {
    this.store.update((state) => applyItems(state, items));
    for (const item of items) for (const listener of this.appliedListeners) listener({ ...item, epoch });
    if (this.store.getSnapshot().staleTickets.size > 0) this.quietly(this.snapshots.refreshStale());
  }

  private onSignal(signal: Signal): void {
    if (signal.type === 'session.expiring') this.quietly(this.session.renew());
    this.store.update((state) => applySignal(state, signal, Date.now()));
  }

  private onStatus(status: ConnectionStatus): void {
    if (this.store.getSnapshot().status === status) return;
    this.store.update((state) => ({ ...state, status, health: healthAfter(status, state.health) }));
    if (status === 'offline' || status === 'live') this.quietly(this.healthPoll.check());
    this.outbox.setOpen(status === 'live' || status === 'catching-up');
    if (status !== 'live') return;
    for (const ticketId of this.openTickets) this.live.tell('ticket:open', { ticketId });
    this.readPositions.flush();
    this.system.onLive();
    this.quietly(this.snapshots.loadMissing());
    this.quietly(this.snapshots.refreshStale());
  }

  private onHealth(report: HealthReport | null): void {
    this.store.update((state) => ({
      ...state,
      health: healthAfter(state.status, { report, checkedAt: Date.now() }),
    }));
  }

  /** The socket says only that it was refused; REST says whether the session is why. */
  private async isSessionGood(): Promise<boolean> {
    try {
      await this.api.me();
      return true;
    } catch (error) {
      return !(error instanceof ApiError && error.status === 401);
    }
  }

  /** For what is repeated anyway when the connection is back. */
  private quietly(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}
