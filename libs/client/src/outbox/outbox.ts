import { backoffMs } from '../live/backoff.js';
import { ApiError } from '../rest/api-error.js';
import type { Api } from '../rest/api.js';
import { readStored, writeStored } from '../storage.js';
import type { KeyValueStorage } from '../storage.js';
import { mergeMessageAnswer } from '../store/messages.js';
import type { PendingMessage } from '../store/state.js';
import type { Store } from '../store/store.js';
import { dueMessages } from './due-messages.js';
import { failureOf, mergeNewer, questionOf, seenNow } from './seen.js';

const prefix = 'bkcrm.outbox.';

/**
 * Messages on their way into the server. Each keeps its client id over every attempt, so the server stores it once
 * however often it is sent; each has a storage entry of its own, so that two windows do not overwrite each other's.
 */
export class Outbox {
  private readonly onTheirWay = new Set<string>();
  /** Those that could not leave when they were written. */
  private readonly waited = new Set<string>();
  private isOpen = false;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private stored: readonly PendingMessage[] = [];

  constructor(
    private readonly store: Store,
    private readonly api: Api,
    private readonly storage: KeyValueStorage,
  ) {
    store.subscribe(() => this.keep());
  }

  /** Takes up what an earlier visit of this agent could not send. */
  restore(agentId: string): void {
    const found: PendingMessage[] = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (key?.startsWith(`${prefix}${agentId}.`) === true) {
        const message = readStored(this.storage, key) as PendingMessage | undefined;
        if (message !== undefined) found.push(message);
      }
    }
    found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    this.stored = found;
    for (const { clientId } of found) this.waited.add(clientId);
    this.store.update((state) => ({ ...state, pending: found }));
  }

  add(
    ticketId: string,
    text: string,
    quotedMessageId: string | null,
    {
      clientId = crypto.randomUUID(),
      ...more
    }: Partial<Pick<PendingMessage, 'clientId' | 'what' | 'fileName' | 'seen'>> = {},
  ): string {
    const message: PendingMessage = {
      clientId,
      ticketId,
      text,
      quotedMessageId,
      ...more,
      createdAt: new Date().toISOString(),
      failure: null,
    };
    if (!this.isOpen) this.waited.add(clientId);
    this.store.update((state) => ({ ...state, pending: [...state.pending, message] }));
    this.flush();
    return clientId;
  }

  /** Sends a refused message again, as the same message; its author has seen what is there now. @param text in place of the former */
  again(clientId: string, text?: string): void {
    this.change(clientId, (message) => ({
      ...seenNow(this.store.getSnapshot(), message),
      ...(text !== undefined && { text }),
      failure: null,
    }));
    this.waited.delete(clientId);
    this.flush();
  }

  discard(clientId: string): void {
    this.store.update((state) => ({
      ...state,
      pending: state.pending.filter((message) => message.clientId !== clientId),
    }));
  }

  /** Whether there is a server to send to. */
  setOpen(isOpen: boolean): void {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    this.failures = 0;
    if (isOpen) this.flush();
    else this.allWait();
  }

  private flush(): void {
    if (!this.isOpen) return;
    clearTimeout(this.retry);
    this.retry = undefined;
    for (const message of dueMessages(this.store.getSnapshot().pending, this.onTheirWay)) void this.send(message);
  }

  private async send(message: PendingMessage): Promise<void> {
    const { clientId, ticketId, text, quotedMessageId, what } = message;
    this.onTheirWay.add(clientId);
    try {
      const quoted = quotedMessageId === null ? {} : { quotedMessageId };
      const stored = await this.api.sendMessage(ticketId, {
        clientId,
        ...(text === '' ? {} : { text }),
        ...what,
        ...quoted,
        ...questionOf(message, this.waited.has(clientId)),
      });
      this.failures = 0;
      this.store.update((state) => mergeMessageAnswer(state, stored));
      this.discard(clientId);
    } catch (error) {
      this.onError(clientId, error);
    } finally {
      this.onTheirWay.delete(clientId);
    }
    if (this.retry === undefined) this.flush();
  }

  private onError(clientId: string, error: unknown): void {
    // After a login the message can still go, so an ended session is no reason to give it up.
    if (error instanceof ApiError && !error.isTemporary && error.status !== 401) {
      this.store.update((state) => mergeNewer(state, error));
      this.change(clientId, (message) => ({ ...message, failure: failureOf(error) }));
      return;
    }
    this.allWait();
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.flush();
    }, backoffMs(this.failures));
    this.failures += 1;
  }

  private allWait(): void {
    for (const { clientId } of this.store.getSnapshot().pending) this.waited.add(clientId);
  }

  private change(clientId: string, change: (message: PendingMessage) => PendingMessage): void {
    this.store.update((state) => ({
      ...state,
      pending: state.pending.map((message) => (message.clientId === clientId ? change(message) : message)),
    }));
  }

  /** Brings the storage in line with the state. */
  private keep(): void {
    const { pending, agent } = this.store.getSnapshot();
    if (pending === this.stored || agent === null) return;
    const key = ({ clientId }: PendingMessage): string => `${prefix}${agent.id}.${clientId}`;
    const present = new Set(pending.map(({ clientId }) => clientId));
    for (const message of this.stored) if (!present.has(message.clientId)) this.storage.removeItem(key(message));
    for (const message of pending) if (!this.stored.includes(message)) writeStored(this.storage, key(message), message);
    this.stored = pending;
  }
}
