import type { LiveEventData, MessageResource, Page } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { readConversation } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { metrics } from '../metrics.js';
import { EventFeed } from '../realtime/event-feed.js';
import type { FreshEvent } from '../realtime/domain/encoded-event.js';
import { ConversationChanges } from './conversation-changes.js';
import { firstOf, isKeepable, pageAfter, pageSize } from './domain/newest-page.js';
import type { NewestPage } from './domain/newest-page.js';
import { PageStore } from './page-store.js';

/**
 * The newest messages of conversations, kept for half an hour and kept true by the event log: a page carries the position at
 * which it was read, and what happened since is applied to it, or it is read anew. Answers are never older than the head of
 * the log that the question names: who reads it first, sees what was written before.
 */
@Injectable()
export class MessageCache {
  private readonly answers = new WeakMap<NewestPage, { limit: number; answer: Page<MessageResource> | undefined }>();

  constructor(
    private readonly database: Database,
    private readonly feed: EventFeed,
    private readonly changes: ConversationChanges,
    private readonly store: PageStore,
  ) {
    feed.listen({ onEvents: (events) => this.dropErased(events), onRestart: () => undefined });
  }

  /**
   * In memory it is the same object as long as nothing changes, so that what is made of it can be kept, too.
   * @param head of the log, of which the answer must know at least. Whoever asks has found that the conversation may be seen.
   */
  async newest(conversationId: string, limit: number, head: number): Promise<Page<MessageResource>> {
    // A replica that has not heard of everything yet cannot say what still stands.
    if (!this.feed.isReady || this.feed.position < head || limit > pageSize)
      return this.count('bypass', await this.readDirectly(conversationId, limit));
    const key = `${this.feed.epoch}:${conversationId}`;
    const kept = await this.store.get(key);
    const { position } = this.feed;
    const changes = kept === undefined ? undefined : this.changes.since(conversationId, kept.seq);
    const isUnchanged = changes?.length === 0;
    const page = kept === undefined || changes === undefined || isUnchanged ? kept : pageAfter(kept, changes, position);
    const answer = page === undefined || changes === undefined ? undefined : this.firstOf(page, limit);
    if (page === undefined || answer === undefined)
      return this.count('miss', await this.readAndKeep(key, conversationId, limit));
    if (!isUnchanged) this.store.put(key, page);
    return this.count(isUnchanged ? 'hit' : 'caught-up', answer);
  }

  /** Made once for a page that is asked for in the same way again. */
  private firstOf(page: NewestPage, limit: number): Page<MessageResource> | undefined {
    const known = this.answers.get(page);
    if (known?.limit === limit) return known.answer;
    const answer = firstOf(page, limit);
    this.answers.set(page, { limit, answer });
    return answer;
  }

  /** What is read is at least as new as the position before: events after it are applied later, or found to be in it already. */
  private async readAndKeep(key: string, conversationId: string, limit: number): Promise<Page<MessageResource>> {
    const { position: seq } = this.feed;
    const page: NewestPage = { seq, ...(await readConversation(this.database, conversationId, { limit: pageSize })) };
    if (isKeepable(page)) this.store.put(key, page);
    return this.firstOf(page, limit) ?? this.readDirectly(conversationId, limit);
  }

  private async readDirectly(conversationId: string, limit: number): Promise<Page<MessageResource>> {
    const { items, isComplete } = await readConversation(this.database, conversationId, { limit });
    return {
      items: items.map(({ message }) => message),
      nextCursor: isComplete ? null : (items.at(-1)?.cursor ?? null),
    };
  }

  /** What was erased is not kept here either. */
  private dropErased(events: readonly FreshEvent[]): void {
    for (const { event } of events) {
      if (event.type !== 'conversation.erased') continue;
      const { conversationIds } = event.data as LiveEventData['conversation.erased'];
      for (const id of conversationIds) this.store.drop(`${this.feed.epoch}:${id}`);
    }
  }

  private count<T>(result: 'hit' | 'caught-up' | 'miss' | 'bypass', answer: T): T {
    metrics.messageCache.inc({ result });
    return answer;
  }
}
