import type { MessageResource, Page } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { findTicketConversations } from '@bkcrm/read-model';
import type { ConversationQuestion, Principal } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { problems } from '../http/problem.js';
import { MessageCache } from '../message-cache/message-cache.js';
import { pageSize } from '../message-cache/domain/newest-page.js';
import type { SharedText } from '../realtime/socket-port.js';
import { toLegacyMessage } from './domain/legacy-message.js';

/** Chats that ask within this time are looked up together; each of them asks every three seconds. Milliseconds. */
const togetherMs = 25;
const mostTogether = 500;

/** The JSON of `messages-loaded`. */
interface Loaded extends SharedText {
  ticketId: string;
}

/** What an open chat of the old front end asks for every three seconds. */
@Injectable()
export class LegacyHistory {
  /** Nothing of them is kept beyond the answer: who may see what is asked each time. */
  private readonly conversations: DataLoader<
    ConversationQuestion,
    Awaited<ReturnType<typeof findTicketConversations>>[number]
  >;
  /** Of pages that have not changed since. */
  private readonly loaded = new WeakMap<Page<MessageResource>, Loaded>();

  constructor(
    database: Database,
    private readonly cache: MessageCache,
  ) {
    this.conversations = new DataLoader((questions) => findTicketConversations(database, questions), {
      cache: false,
      maxBatchSize: mostTogether,
      batchScheduleFn: (ask) => void setTimeout(ask, togetherMs),
    });
  }

  /**
   * The newest messages of the ticket's conversation, the oldest of them first; no more than the cache keeps of one
   * conversation. The same object as long as they have not changed.
   * @throws Problem `ticket.not-found`
   */
  async newest(principal: Principal, ticketId: string, limit: number): Promise<SharedText> {
    const { head, conversationId } = await this.conversations.load({ principal, ticketId });
    if (conversationId === undefined) throw problems.ticketNotFound();
    return this.toLoaded(await this.cache.newest(conversationId, Math.min(limit, pageSize), head), ticketId);
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
