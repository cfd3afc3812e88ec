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
import { requireLivingNumber } from '../numbers/require-living-number.js';
import { refusals } from '../requests/refusals.js';
import { lockTicket } from '../tickets/lock-ticket.js';
import { readDraft, takesQuote } from './domain/read-draft.js';
import type { Draft } from './domain/read-draft.js';
import { cardContent } from './domain/card-content.js';
import { findByClientId } from './find-by-client-id.js';
import { findQuoted } from './find-quoted.js';
import { insertOutbound } from './insert-outbound.js';
import { orderSend } from './order-send.js';
import { recordSent } from './record-sent.js';
import { requireFresh } from './require-fresh.js';
import { bindUpload, readUpload } from './take-upload.js';

const longestWaitMs = 366 * 86_400_000;

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
    const actor = await getActor(tx, request.actorId, 'messages.send');
    const ticket = await lockTicket(tx, actor, request.ticketId);
    const repeated = await findByClientId(tx, actor.id, request.clientId);
    if (repeated !== undefined) {
      if (repeated.conversationId !== ticket.conversationId || !saysTheSame(repeated, draft))
        throw refusals.clientIdReused();
      return repeated;
    }
    if (ticket.mergedInto !== null) throw refusals.ticketMerged(ticket.mergedInto);
    if (ticket.status === 'resolved') throw refusals.ticketResolved();
    await requireLivingNumber(tx, ticket.numberId);
    const now = this.clock.now();
    const scheduledFor = readSchedule(request.scheduledFor, now);
    if (request.seen !== undefined && scheduledFor === null && this.config.REFUSE_STALE_REPLIES)
      await requireFresh(tx, actor, ticket, request.seen, request.staleAfter);
    const { kind, text, content } = await this.read(tx, actor, draft);
    const quoted = await findQuoted(tx, ticket.conversationId, request.quotedMessageId);
    if (quoted !== undefined && !takesQuote(kind)) throw refusals.quoteNotPossible(kind);
    const id = uuid();
    insertOutbound(tx, {
      id,
      ticket,
      kind,
      text,
      content: { ...content, ...(quoted && { quoted }) },
      authorId: actor.id,
      clientId: request.clientId,
      now,
      scheduledFor,
      resendOf: null,
    });
    if (draft.kind === 'file') await bindUpload(tx, draft.attachmentId, id);
    if (scheduledFor === null) await orderSend(tx, id, now, this.config.sendExpiry(now));
    tx.afterCommit(() => this.relay.wake());
    return recordSent(tx, new EventRecorder(tx, this.feed), actor, ticket, id);
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
