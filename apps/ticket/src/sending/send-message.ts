import type { MessageContent, MessageKind, MessageResource, RequestBody } from '@bkcrm/contracts';
import { SendMessageRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { fileLimits } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { getActor } from '../agents/actor.js';
import type { Actor } from '../agents/actor.js';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { lockTicket } from '../tickets/lock-ticket.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { readDraft, takesQuote } from './domain/read-draft.js';
import type { Draft } from './domain/read-draft.js';
import { cardContent } from './domain/card-content.js';
import { findByClientId } from './find-by-client-id.js';
import { findQuoted } from './find-quoted.js';
import { findNewer, staleRefusal } from './find-newer.js';
import { insertQueued, insertScheduled } from './insert-outbound.js';
import type { OutboundMessage } from './insert-outbound.js';
import { orderSend } from './order-send.js';
import { recordSent } from './record-sent.js';
import { requireAnswerable } from './require-answerable.js';
import { bindUpload, readUpload } from './take-upload.js';

const longestWaitMs = 366 * 86_400_000;

interface OpenedTicket {
  actor: Actor;
  ticket: LockedTicket;
  /** The message that was named so before. */
  repeated: MessageResource | undefined;
  /** What others have said since the author looked. */
  newerIds: string[];
}

/** An agent's message: stored, and on its way to the sender by the outbox (or to its time), in one transaction. */
@Injectable()
export class SendAgentMessage {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  async execute(request: RequestBody<SendMessageRequest>): Promise<MessageResource> {
    try {
      return await this.database.transaction((tx) => this.store(tx, request));
    } catch (error) {
      // Two identical requests at once: the other one has stored it.
      if (isUniqueViolation(error, 'message_client_id'))
        return this.database.transaction((tx) => this.store(tx, request));
      throw error;
    }
  }

  private async store(tx: Transaction, request: RequestBody<SendMessageRequest>): Promise<MessageResource> {
    const draft = readDraft(request);
    if (draft === undefined) throw refusals.contentAmbiguous();
    const { actor, ticket, repeated, newerIds } = await this.open(tx, request);
    if (repeated !== undefined) {
      if (repeated.conversationId !== ticket.conversationId || !saysTheSame(repeated, draft))
        throw refusals.clientIdReused();
      return repeated;
    }
    requireAnswerable(ticket);
    const now = this.clock.now();
    const scheduledFor = readSchedule(request.scheduledFor, now);
    if (newerIds.length > 0 && scheduledFor === null) throw await staleRefusal(tx, actor, ticket, newerIds);
    const { kind, text, content } = await this.read(tx, actor, draft);
    const quoted = await findQuoted(tx, ticket.conversationId, request.quotedMessageId);
    if (quoted !== undefined && !takesQuote(kind)) throw refusals.quoteNotPossible(kind);
    const message: OutboundMessage = {
      id: uuid(),
      ticket,
      kind,
      text,
      content: { ...content, ...(quoted && { quoted }) },
      authorId: actor.id,
      clientId: request.clientId,
      resendOf: null,
    };
    const queueing =
      scheduledFor === null ? insertQueued(tx, message, now) : insertScheduled(tx, message, scheduledFor);
    if (draft.kind === 'file') bindUpload(tx, draft.attachmentId, message.id);
    const events = new EventRecorder(tx, this.feed);
    const [queued, resource] = await Promise.all([queueing, recordSent(tx, events, actor, ticket, message.id)]);
    if (queued !== undefined) await orderSend(tx, queued, now, this.config.sendExpiry(now));
    tx.afterCommit(() => this.relay.wake());
    return resource;
  }

  /** Everything that decides, asked for at once. What is asked behind the lock of the ticket stays true until the commit. */
  private async open(tx: Transaction, request: RequestBody<SendMessageRequest>): Promise<OpenedTicket> {
    const { actorId, ticketId, clientId, seen, staleAfter } = request;
    const acting = getActor(tx, actorId, 'messages.send');
    const locking = lockTicket(tx, acting, ticketId);
    const repeating = findByClientId(tx, actorId, clientId);
    const looking =
      seen === undefined || !this.config.REFUSE_STALE_REPLIES
        ? []
        : findNewer(tx, ticketId, actorId, { seen, staleAfter });
    const [actor, ticket, repeated, newerIds] = await Promise.all([acting, locking, repeating, looking]);
    return { actor, ticket, repeated, newerIds };
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

/** Null: at once, as for a time that has passed on the way here. */
function readSchedule(scheduledFor: string | undefined, now: Date): Date | null {
  if (scheduledFor === undefined) return null;
  const due = new Date(scheduledFor);
  if (Number(due) - Number(now) > longestWaitMs) throw refusals.scheduledTooFar();
  return due > now ? due : null;
}

/** Whether a stored message is the one of this draft; one that was edited since is taken for it. */
function saysTheSame(stored: MessageResource, draft: Draft): boolean {
  if (stored.editedAt !== null || stored.deletedAt !== null) return true;
  switch (draft.kind) {
    case 'text':
      return stored.kind === 'text' && stored.text === draft.text;
    case 'file':
      return stored.attachment?.id === draft.attachmentId;
    case 'location':
      return (
        stored.content.location?.latitude === draft.location.latitude &&
        stored.content.location.longitude === draft.location.longitude
      );
    default:
      return stored.kind === 'contacts' && stored.text === draft.contacts.map(({ name }) => name).join(', ');
  }
}
