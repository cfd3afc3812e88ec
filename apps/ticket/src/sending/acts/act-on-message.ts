import type { MessageResource, RequestBody } from '@bkcrm/contracts';
import { DeleteMessageRequest, EditMessageRequest, ReactToMessageRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { TicketConfig } from '../../app.config.js';
import { EventRecorder } from '../../event-log/event-recorder.js';
import { LiveFeed } from '../../event-log/live-feed.js';
import { refusals } from '../../requests/refusals.js';
import { editExpiry, refusalOfDeletion, refusalOfEdit, refusalOfReaction } from '../domain/act-rules.js';
import type { ActRefusal } from '../domain/act-rules.js';
import { isSingleEmoji } from '../domain/single-emoji.js';
import { cancelMessage } from '../cancel-message.js';
import { lockMessage } from '../lock-message.js';
import type { LockedMessage, MessageReference } from '../lock-message.js';
import { recordChanged } from '../record-changed.js';
import { orderAct } from './order-act.js';

type Change = (tx: Transaction, message: LockedMessage, actorId: string, now: Date) => Promise<void>;

/** What agents do to messages that exist. What has not left yet is changed here, at once; everything else by the sender, in order. */
@Injectable()
export class ActOnMessage {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  react(request: RequestBody<ReactToMessageRequest>): Promise<MessageResource> {
    return this.change(request, async (tx, message, authorId, now) => {
      refuse(refusalOfReaction(message));
      const { emoji } = request;
      if (emoji !== '' && !isSingleEmoji(emoji)) throw refusals.notAnEmoji();
      await orderAct(
        tx,
        message,
        { kind: 'reaction', emoji },
        { authorId, now, expiresAt: this.config.sendExpiry(now) },
      );
    });
  }

  edit(request: RequestBody<EditMessageRequest>): Promise<MessageResource> {
    const { text, scheduledFor } = request;
    return this.change(request, async (tx, message, authorId, now) => {
      if (message.status === 'scheduled') return editScheduled(tx, message.id, text, scheduledFor);
      if (scheduledFor !== undefined) throw refusals.notScheduled();
      refuse(refusalOfEdit(message, now));
      if (text === undefined || text === message.text) return;
      await orderAct(tx, message, { kind: 'edit', text }, { authorId, now, expiresAt: editExpiry(message, now) });
    });
  }

  delete(request: RequestBody<DeleteMessageRequest>): Promise<MessageResource> {
    return this.change(request, async (tx, message, authorId, now) => {
      if (message.status === 'scheduled' || message.status === 'queued') return cancelMessage(tx, message, now);
      refuse(refusalOfDeletion(message, now));
      await orderAct(tx, message, { kind: 'deletion' }, { authorId, now, expiresAt: this.config.sendExpiry(now) });
    });
  }

  private change(reference: MessageReference, change: Change): Promise<MessageResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const { actor, message } = await lockMessage(tx, reference);
      await change(tx, message, actor.id, this.clock.now());
      tx.afterCommit(() => this.relay.wake());
      return recordChanged(tx, events, message.id);
    });
  }
}

function refuse(reason: ActRefusal | undefined): void {
  if (reason !== undefined) throw refusals[reason]();
}

function editScheduled(
  tx: Transaction,
  messageId: string,
  text: string | undefined,
  scheduledFor: string | undefined,
): void {
  tx.write(
    `UPDATE message SET text = coalesce($2, text), scheduled_for = coalesce($3, scheduled_for), sent_at = coalesce($3, sent_at) WHERE id = $1`,
    [messageId, text ?? null, scheduledFor ?? null],
  );
}
