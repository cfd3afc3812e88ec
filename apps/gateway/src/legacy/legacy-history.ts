import { Database } from '@bkcrm/database';
import { findTicketConversation, readHead } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { MessageCache } from '../message-cache/message-cache.js';
import { pageSize } from '../message-cache/domain/newest-page.js';
import { toLegacyMessage } from './domain/legacy-message.js';
import type { LegacyMessage } from './domain/legacy-message.js';

/** What an open chat of the old front end asks for every three seconds. */
@Injectable()
export class LegacyHistory {
  constructor(
    private readonly database: Database,
    private readonly cache: MessageCache,
  ) {}

  /**
   * The newest messages of the ticket's conversation, the oldest of them first; no more than the cache keeps of one.
   * @throws Problem `ticket.not-found`
   */
  async newest(principal: Principal, ticketId: string, limit: number): Promise<LegacyMessage[]> {
    const [head, conversationId] = await Promise.all([
      readHead(this.database),
      findTicketConversation(this.database, principal, ticketId),
    ]);
    if (conversationId === undefined) throw problems.ticketNotFound();
    const { items } = await this.cache.newest(conversationId, Math.min(limit, pageSize), head.seq);
    return items.map((message) => toLegacyMessage(message, ticketId)).toReversed();
  }
}
