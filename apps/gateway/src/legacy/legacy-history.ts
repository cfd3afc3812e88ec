import type { MessageResource, Page } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { findTicketConversations } from '@bkcrm/read-model';
import type { ConversationQuestion, Principal } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { problems } from '../http/problem.js';
import { MessageCache } from '../message-cache/message-cache.js';
import { pageSize } from '../message-cache/domain/newest-page.js';
import { toLegacyMessage } from './domain/legacy-message.js';

/** Chats that ask within this time are looked up together; each of them asks every three seconds. Milliseconds. */
const togetherMs = 25;
const mostTogether = 500;

interface Encoded {
  ticketId: string;
  json: string;
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
  private readonly encoded = new WeakMap<Page<MessageResource>, Encoded>();

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
   * The newest messages of the ticket's conversation, the oldest of them first, as the JSON of `messages-loaded`; no more than the
   * cache keeps of one conversation.
   * @throws Problem `ticket.not-found`
   */
  async newest(principal: Principal, ticketId: string, limit: number): Promise<string> {
    const { head, conversationId } = await this.conversations.load({ principal, ticketId });
    if (conversationId === undefined) throw problems.ticketNotFound();
    return this.encode(await this.cache.newest(conversationId, Math.min(limit, pageSize), head), ticketId);
  }

  private encode(page: Page<MessageResource>, ticketId: string): string {
    const known = this.encoded.get(page);
    if (known?.ticketId === ticketId) return known.json;
    const messages = page.items.map((message) => toLegacyMessage(message, ticketId)).toReversed();
    const json = JSON.stringify({ ticketId, messages });
    this.encoded.set(page, { ticketId, json });
    return json;
  }
}
