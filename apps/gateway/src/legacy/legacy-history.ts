import type { MessageResource, Page } from '@bkcrm/contracts';
import { maySee } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { MessageCache } from '../message-cache/message-cache.js';
import { pageSize } from '../message-cache/domain/newest-page.js';
import type { SharedText } from '../realtime/socket-port.js';
import { KnownTickets } from '../tickets/known-tickets.js';
import { toLegacyMessage } from './domain/legacy-message.js';

/** The JSON of `messages-loaded`. */
interface Loaded extends SharedText {
  ticketId: string;
}

/** What an open chat of the old front end asks for every three seconds. */
@Injectable()
export class LegacyHistory {
  /** Of pages that have not changed since. */
  private readonly loaded = new WeakMap<Page<MessageResource>, Loaded>();

  constructor(
    private readonly tickets: KnownTickets,
    private readonly cache: MessageCache,
  ) {}

  /**
   * The newest messages of the ticket's conversation, the oldest of them first; no more than the cache keeps of one
   * conversation. The same object as long as they have not changed. As old as the last event that this replica has heard: the chat asks again in three seconds.
   * @throws Problem `ticket.not-found`
   */
  async newest(principal: Principal, ticketId: string, limit: number): Promise<SharedText> {
    const { ticket, seq } = await this.tickets.find(ticketId);
    if (ticket === undefined || !maySee(principal, ticket.audience)) throw problems.ticketNotFound();
    return this.toLoaded(await this.cache.newest(ticket.conversationId, Math.min(limit, pageSize), seq), ticketId);
  }

  private toLoaded(page: Page<MessageResource>, ticketId: string): Loaded {
    const known = this.loaded.get(page);
    if (known?.ticketId === ticketId) return known;
    const messages = page.items.map((message) => toLegacyMessage(message, ticketId)).toReversed();
    const loaded = { ticketId, json: JSON.stringify({ ticketId, messages }) };
    this.loaded.set(page, loaded);
    return loaded;
  }
}
