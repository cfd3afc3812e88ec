import type { LoggedEvent, MessageResource, TicketResource } from '@bkcrm/contracts';
import { Injectable } from '@nestjs/common';
import type { FreshEvent } from '../realtime/domain/encoded-event.js';
import { EventFeed } from '../realtime/event-feed.js';

interface Changes {
  /** Of events up to this number nothing is kept here. */
  since: number;
  events: LoggedEvent[];
}

const mostConversations = 10_000;
const mostEvents = 50;
/** In all conversations. Each is a whole message. */
const mostHeld = 5_000;

/** What happened lately in each conversation, by the event log: whether something read earlier still stands. */
@Injectable()
export class ConversationChanges {
  private readonly byConversation = new Map<string, Changes>();
  /** The conversations of which events are held, by when they changed last. */
  private readonly holding = new Set<string>();
  private held = 0;
  /** About what was read up to this number nothing can be said. */
  private floor: number | undefined;

  constructor(private readonly feed: EventFeed) {
    feed.listen({
      onEvents: (events) => this.onEvents(events),
      onRestart: () => this.forgetAll(undefined),
    });
  }

  /** Events about the conversation since a position, in order; undefined when that is too long ago to say. */
  since(conversationId: string, seq: number): LoggedEvent[] | undefined {
    this.floor ??= this.feed.position;
    if (seq < this.floor) return undefined;
    const changes = this.byConversation.get(conversationId);
    if (changes === undefined) return [];
    return seq < changes.since ? undefined : changes.events.filter((event) => event.seq > seq);
  }

  private onEvents(events: readonly FreshEvent[]): void {
    for (const { event } of events) {
      this.floor ??= event.seq - 1;
      const conversationId = conversationOf(event);
      if (conversationId === 'any') this.forgetAll(event.seq);
      else if (conversationId !== undefined) this.add(conversationId, event);
    }
  }

  private add(conversationId: string, event: LoggedEvent): void {
    const changes = this.byConversation.get(conversationId) ?? { since: this.floor ?? event.seq - 1, events: [] };
    changes.events.push(event);
    this.held += 1;
    if (changes.events.length > mostEvents) {
      changes.since = changes.events.shift()?.seq ?? changes.since;
      this.held -= 1;
    }
    this.byConversation.delete(conversationId);
    this.byConversation.set(conversationId, changes);
    this.holding.delete(conversationId);
    this.holding.add(conversationId);
    if (this.held > mostHeld) this.letGo();
    if (this.byConversation.size > mostConversations) this.forgetOldest();
  }

  /** Of the conversation that has not changed for longest it stays known that it has changed, and no more what. */
  private letGo(): void {
    const [conversationId] = this.holding;
    const changes = conversationId === undefined ? undefined : this.byConversation.get(conversationId);
    if (conversationId === undefined || changes === undefined) return;
    this.holding.delete(conversationId);
    this.held -= changes.events.length;
    changes.since = changes.events.at(-1)?.seq ?? changes.since;
    changes.events = [];
  }

  private forgetOldest(): void {
    const [oldest] = this.byConversation;
    if (oldest === undefined) return;
    const [conversationId, { since, events }] = oldest;
    this.byConversation.delete(conversationId);
    if (this.holding.delete(conversationId)) this.held -= events.length;
    this.floor = Math.max(this.floor ?? 0, events.at(-1)?.seq ?? since);
  }

  private forgetAll(floor: number | undefined): void {
    this.byConversation.clear();
    this.holding.clear();
    this.held = 0;
    this.floor = floor;
  }
}

/** The conversation that an event changes the messages of; `any` when it does not say which. */
function conversationOf({ type, data }: LoggedEvent): string | undefined {
  switch (type) {
    case 'message.created':
    case 'message.updated':
      return (data as MessageResource).conversationId;
    case 'conversation.changed':
      return (data as { id: string }).id;
    // Contacts that became one bring their conversations together; an author may have another name.
    case 'ticket.updated':
      return (data as TicketResource).mergedInto == null ? undefined : 'any';
    case 'message.removed':
    // Nothing that was said there stays in memory.
    case 'conversation.erased':
    case 'agent.updated':
      return 'any';
    default:
      return undefined;
  }
}
