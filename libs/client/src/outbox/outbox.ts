import { backoffMs } from '../live/backoff.js';
import { newId } from '../new-id.js';
import { ApiError } from '../rest/api-error.js';
import type { Api } from '../rest/api.js';
import { mergeMessageAnswer } from '../store/messages.js';
import type { PendingMessage } from '../store/state.js';
import type { Store } from '../store/store.js';
import { exclusively } from './exclusively.js';
import { dueMessage, ticketsWithDue } from './due-messages.js';
import type { OutboxEntries } from './outbox-entries.js';
import { SafeEntries } from './safe-entries.js';
import { failureOf, mergeNewer, questionOf, seenNow } from './seen.js';

type NewEntry = Partial<Pick<PendingMessage, 'clientId' | 'what' | 'fileName' | 'seen'>>;

/**
 * Messages on their way into the server. Each keeps its client id over every attempt, so the server stores it once however
 * often it is sent. The entries may be shared with other pages of the browser: all show them, and whichever has the
 * ticket's turn sends them. An entry ends as stored, as refused with a reason, or discarded by the agent; until then it waits.
 */
export class Outbox {
  private readonly entries: OutboxEntries;
  private agentId: string | null = null;
  /** Tickets that this page works at, or waits for its turn at. */
  private readonly busy = new Set<string>();
  /** Those that had to wait, as far as this page knows: another page's may leave from here at once. */
  private readonly waited = new Set<string>();
  private shown: readonly PendingMessage[] = [];
  private isOpen = false;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly api: Api,
    place: OutboxEntries,
  ) {
    this.entries = new SafeEntries(place);
    store.subscribe(() => this.noticeStored());
    place.onChange(() => void this.refresh());
  }

  /** Takes up what this agent could not send earlier. */
  enter(agentId: string): void {
    this.agentId = agentId;
    void this.refresh();
  }

  /** What was not sent stays where it is, for the agent's next login. */
  leave(): void {
    this.agentId = null;
    this.shown = [];
    this.setOpen(false);
  }

  add(
    ticketId: string,
    text: string,
    quotedMessageId: string | null,
    { clientId = newId(), ...more }: NewEntry = {},
  ): string {
    const createdAt = new Date().toISOString();
    const message: PendingMessage = {
      clientId,
      ticketId,
      text,
      quotedMessageId,
      ...more,
      createdAt,
      failure: null,
    };
    if (!this.isOpen) this.waited.add(clientId);
    this.show([...this.store.getSnapshot().pending, message]);
    this.forgetWait();
    void this.write((agentId) => this.entries.add(agentId, message));
    return clientId;
  }

  /** Sends a refused message again, as the same message; its author has seen what is there now. @param text in place of the former */
  again(clientId: string, text?: string): void {
    this.forgetWait();
    this.waited.delete(clientId);
    void this.change(clientId, (message) => ({
      ...seenNow(this.store.getSnapshot(), message),
      ...(text !== undefined && { text }),
      failure: null,
    }));
  }

  discard(clientId: string): void {
    this.show(this.store.getSnapshot().pending.filter((message) => message.clientId !== clientId));
    void this.write((agentId) => this.entries.remove(agentId, clientId));
  }

  /** Whether there is a server to send to. */
  setOpen(isOpen: boolean): void {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    if (!isOpen) this.allWait();
    this.hurry();
  }

  /** Tries at once what waits for its next attempt. */
  hurry(): void {
    this.failures = 0;
    this.forgetWait();
    this.flush();
  }

  /** Shows what is there now. A place that cannot be read for once leaves what is shown. */
  async refresh(): Promise<void> {
    const { agentId } = this;
    if (agentId === null) return;
    const found = await this.entries.list(agentId).catch(() => null);
    if (found === null || agentId !== this.agentId) return;
    if (JSON.stringify(found) !== JSON.stringify(this.shown)) this.show(found);
    if (!this.isOpen) this.allWait();
    this.flush();
  }

  private forgetWait(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
  }

  private flush(): void {
    if (!this.isOpen || this.agentId === null || this.retry !== undefined) return;
    for (const ticketId of ticketsWithDue(this.store.getSnapshot().pending))
      if (!this.busy.has(ticketId)) void this.work(this.agentId, ticketId);
  }

  /** Sends the ticket's messages in order, when no other page does. */
  private async work(agentId: string, ticketId: string): Promise<void> {
    const mayGoOn = (): boolean => this.isOpen && this.agentId === agentId && this.retry === undefined;
    this.busy.add(ticketId);
    try {
      await exclusively(`bkcrm.outbox.${agentId}.${ticketId}`, async () => {
        // Read each time: another page may have sent it, or written one before.
        for (let isDone = false; !isDone && mayGoOn();) {
          await this.refresh();
          const due = dueMessage(this.store.getSnapshot().pending, ticketId);
          isDone = due === undefined || !mayGoOn();
          if (due !== undefined && !isDone) await this.send(due);
        }
      });
    } finally {
      this.busy.delete(ticketId);
    }
    this.flush();
  }

  private async send(message: PendingMessage): Promise<void> {
    const { clientId, ticketId, text, quotedMessageId, what } = message;
    const { agentId } = this;
    const quoted = quotedMessageId === null ? {} : { quotedMessageId };
    try {
      const stored = await this.api.sendMessage(ticketId, {
        clientId,
        ...(text === '' ? {} : { text }),
        ...what,
        ...quoted,
        ...questionOf(message, this.waited.has(clientId)),
      });
      this.waited.delete(clientId);
      if (agentId !== this.agentId) return;
      this.failures = 0;
      this.shown = this.shown.filter((shown) => shown.clientId !== clientId);
      this.store.update((state) => mergeMessageAnswer(state, stored));
      await this.write((agentId) => this.entries.remove(agentId, clientId));
    } catch (error) {
      // After a login the message can still go, so an ended session is no reason to give it up.
      if (error instanceof ApiError && !error.isTemporary && error.status !== 401) {
        this.store.update((state) => mergeNewer(state, error));
        await this.change(clientId, (refused) => ({ ...refused, failure: failureOf(error) }));
      } else this.tryLater();
    }
  }

  private allWait(): void {
    for (const { clientId } of this.store.getSnapshot().pending) this.waited.add(clientId);
  }

  private tryLater(): void {
    this.allWait();
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.flush();
    }, backoffMs(this.failures));
    this.failures += 1;
  }

  private async change(clientId: string, change: (message: PendingMessage) => PendingMessage): Promise<void> {
    const { pending } = this.store.getSnapshot();
    const message = pending.find((candidate) => candidate.clientId === clientId);
    if (message === undefined) return;
    const changed = change(message);
    this.show(pending.map((other) => (other === message ? changed : other)));
    await this.write((agentId) => this.entries.replace(agentId, changed));
  }

  /** The live events or another page's answer have brought messages that were pending: they are stored. */
  private noticeStored(): void {
    const { pending, agent } = this.store.getSnapshot();
    if (pending === this.shown || agent === null) return;
    const present = new Set(pending.map(({ clientId }) => clientId));
    const gone = this.shown.filter(({ clientId }) => !present.has(clientId));
    this.shown = pending;
    for (const { clientId } of gone) void this.write((agentId) => this.entries.remove(agentId, clientId));
  }

  private async write(act: (agentId: string) => Promise<void>): Promise<void> {
    if (this.agentId === null) return;
    await act(this.agentId);
    await this.refresh();
  }

  private show(pending: readonly PendingMessage[]): void {
    this.shown = pending;
    this.store.update((state) => ({ ...state, pending }));
  }
}
