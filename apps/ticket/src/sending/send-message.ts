import type { MessageContent, MessageKind, MessageResource, RequestBody } from '@bkcrm/contracts';
import { SendMessageRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation, SharedTransactions } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { fileLimits } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { currentTraceparent, untraced } from '@bkcrm/tracing';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { requireActor } from '../agents/actor.js';
import type { Actor } from '../agents/actor.js';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { requireReached } from '../tickets/lock-ticket.js';
import { readDraft, takesQuote } from './domain/read-draft.js';
import type { Draft } from './domain/read-draft.js';
import { cardContent } from './domain/card-content.js';
import { saysTheSame } from './domain/says-the-same.js';
import { keyOfName } from './find-by-client-id.js';
import { findQuoted } from './find-quoted.js';
import { staleRefusal } from './find-newer.js';
import { insertQueued, insertScheduled } from './insert-outbound.js';
import type { OutboundMessage } from './insert-outbound.js';
import { lookUp } from './look-up.js';
import type { Known } from './look-up.js';
import { orderSends } from './order-send.js';
import { recordSent } from './record-sent.js';
import { requireAnswerable } from './require-answerable.js';
import { bindUpload, readUpload } from './take-upload.js';

const longestWaitMs = 366 * 86_400_000;
/** Messages in one transaction at most. */
const together = 32;
/** Milliseconds; a transaction takes a few, and longer where somebody else holds the contact of one of its tickets. */
const patience = 100;

/** What an agent asked for, and the trace of which that is part. */
interface Order {
  request: RequestBody<SendMessageRequest>;
  traceparent: string | undefined;
}

/** A message that may be stored. */
interface Accepted {
  message: OutboundMessage;
  actor: Actor;
  scheduledFor: Date | null;
  attachmentId: string | undefined;
  traceparent: string | undefined;
}

type Decision = Accepted | { repeated: MessageResource };

/** Agents' messages: stored, and on their way to the sender by the outbox (or to their time); those that come together in one transaction. */
@Injectable()
export class SendAgentMessage {
  private readonly shared: SharedTransactions<Order, MessageResource>;

  constructor(
    database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {
    this.shared = new SharedTransactions(database, {
      size: together,
      patience,
      keyOf: ({ request }) => request.ticketId,
      work: (tx, orders) => untraced(() => this.store(tx, orders)),
    });
  }

  async execute(request: RequestBody<SendMessageRequest>): Promise<MessageResource> {
    const order = { request, traceparent: currentTraceparent() };
    try {
      return await this.shared.run(order);
    } catch (error) {
      // Two identical requests at once: the other one has stored it.
      if (isUniqueViolation(error, 'message_client_id')) return this.shared.run(order);
      throw error;
    }
  }

  private async store(
    tx: Transaction,
    orders: Order[],
  ): Promise<(PromiseSettledResult<MessageResource> | undefined)[]> {
    const now = this.clock.now();
    const requests = orders.map(({ request }) => request);
    const known = await lookUp(tx, requests, { refusesStale: this.config.REFUSE_STALE_REPLIES });
    const taken = orders.length === 1 ? orders : orders.filter(({ request }) => known.tickets.has(request.ticketId));
    const decided = await Promise.allSettled(taken.map((order) => this.decide(tx, known, order, now)));
    const accepted = decided.flatMap((decision) =>
      decision.status === 'fulfilled' && 'message' in decision.value ? [decision.value] : [],
    );
    const stored = await this.storeAccepted(tx, accepted, now);
    const outcomes = new Map(taken.map((order, index) => [order, outcomeOf(decided[index], stored)]));
    return orders.map((order) => outcomes.get(order));
  }

  /** What becomes of one of them; writes nothing. */
  private async decide(tx: Transaction, known: Known, { request, traceparent }: Order, now: Date): Promise<Decision> {
    const draft = readDraft(request);
    if (draft === undefined) throw refusals.contentAmbiguous();
    const actor = requireActor(known.agents.get(request.actorId), 'messages.send');
    const ticket = requireReached(actor, known.tickets.get(request.ticketId));
    const repeated = known.repeated.get(keyOfName(request));
    if (repeated !== undefined) {
      if (repeated.conversationId !== ticket.conversationId || !saysTheSame(repeated, draft))
        throw refusals.clientIdReused();
      return { repeated };
    }
    requireAnswerable(ticket);
    const scheduledFor = readSchedule(request.scheduledFor, now);
    const newerIds = known.newer.get(ticket.id);
    if (newerIds !== undefined && scheduledFor === null) throw await staleRefusal(tx, actor, ticket, newerIds);
    const { kind, text, content } = await this.read(tx, actor, draft);
    const quoted = await findQuoted(tx, ticket.conversationId, request.quotedMessageId);
    if (quoted !== undefined && !takesQuote(kind)) throw refusals.quoteNotPossible(kind);
    const message = {
      id: uuid(),
      ticket,
      kind,
      text,
      content: { ...content, ...(quoted && { quoted }) },
      authorId: actor.id,
      clientId: request.clientId,
      resendOf: null,
    };
    return { message, actor, scheduledFor, attachmentId: request.attachmentId, traceparent };
  }

  /** By the messages' ids. */
  private async storeAccepted(tx: Transaction, accepted: Accepted[], now: Date): Promise<Map<string, MessageResource>> {
    if (accepted.length === 0) return new Map();
    const atOnce = accepted.filter(({ scheduledFor }) => scheduledFor === null);
    const queueing = insertQueued(
      tx,
      atOnce.map(({ message }) => message),
      now,
    );
    for (const { message, scheduledFor, attachmentId } of accepted) {
      if (scheduledFor !== null) insertScheduled(tx, message, scheduledFor);
      if (attachmentId !== undefined) bindUpload(tx, attachmentId, message.id);
    }
    const sent = accepted.map(({ message: { id: messageId, ticket }, actor, traceparent }) => ({
      messageId,
      actor,
      ticket,
      traceparent,
    }));
    const [queued, resources] = await Promise.all([queueing, recordSent(tx, new EventRecorder(tx, this.feed), sent)]);
    const traceparents = new Map(sent.map(({ messageId, traceparent }) => [messageId, traceparent]));
    await orderSends(tx, queued, { now, expiresAt: this.config.sendExpiry(now) }, traceparents);
    tx.afterCommit(() => this.relay.wake());
    return new Map(resources.map((resource) => [resource.id, resource]));
  }

  private async read(
    tx: Transaction,
    actor: Actor,
    draft: Draft,
  ): Promise<{ kind: MessageKind; text: string | null; content: MessageContent }> {
    switch (draft.kind) {
      case 'text': {
        const preview = draft.linkPreview === undefined ? {} : { linkPreview: draft.linkPreview };
        return { kind: 'text', text: draft.text, content: preview };
      }
      case 'file': {
        const { kind, media } = await readUpload(tx, actor.id, draft, fileLimits(this.config));
        return { kind, text: draft.caption ?? null, content: { media } };
      }
      case 'location':
        return { kind: 'location', text: draft.location.name ?? null, content: { location: draft.location } };
      default:
        return {
          kind: 'contacts',
          text: draft.contacts.map(({ name }) => name).join(', '),
          content: { contacts: draft.contacts.map(cardContent) },
        };
    }
  }
}

function outcomeOf(
  decision: PromiseSettledResult<Decision> | undefined,
  stored: ReadonlyMap<string, MessageResource>,
): PromiseSettledResult<MessageResource> | undefined {
  if (decision?.status !== 'fulfilled') return decision;
  const { value } = decision;
  const resource = 'repeated' in value ? value.repeated : stored.get(value.message.id);
  if (resource === undefined) throw new Error('a message vanished');
  return { status: 'fulfilled', value: resource };
}

/** Null: at once, as for a time that has passed on the way here. */
function readSchedule(scheduledFor: string | undefined, now: Date): Date | null {
  if (scheduledFor === undefined) return null;
  const due = new Date(scheduledFor);
  if (Number(due) - Number(now) > longestWaitMs) throw refusals.scheduledTooFar();
  return due > now ? due : null;
}
