import type { MessageResource, MessageStatus, RequestBody } from '@bkcrm/contracts';
import { CancelMessageRequest, ResolveMessageRequest, SendAgainRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { cancelMessage, orderEnd } from './cancel-message.js';
import { findByClientIds, keyOfName } from './find-by-client-id.js';
import { insertQueued } from './insert-outbound.js';
import { lockMessage } from './lock-message.js';
import { orderSends } from './order-send.js';
import { recordChanged } from './record-changed.js';
import { recordSent } from './record-sent.js';
import { requireAnswerable } from './require-answerable.js';

const didNotLeave = new Set<MessageStatus>(['failed', 'expired', 'cancelled', 'unknown']);

/** What agents decide about messages that are not simply sent: cancel them, say what became of them, send them again. */
@Injectable()
export class EndMessage {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  cancel(request: RequestBody<CancelMessageRequest>): Promise<MessageResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const { message } = await lockMessage(tx, request);
      if (!message.fromMe) throw refusals.notOurs();
      if (message.status !== 'cancelled') cancelMessage(tx, message, this.clock.now());
      tx.afterCommit(() => this.relay.wake());
      return recordChanged(tx, events, message.id);
    });
  }

  /** The sender ends the message; until its result comes the message is as it was. */
  resolve(request: RequestBody<ResolveMessageRequest>): Promise<MessageResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const { message } = await lockMessage(tx, request);
      if (message.status !== 'unknown') throw refusals.notUnknown();
      orderEnd(tx, message, request.outcome);
      tx.afterCommit(() => this.relay.wake());
      return recordChanged(tx, events, message.id);
    });
  }

  async sendAgain(request: RequestBody<SendAgainRequest>): Promise<MessageResource> {
    try {
      return await this.database.transaction((tx) => this.storeAgain(tx, request));
    } catch (error) {
      if (isUniqueViolation(error, 'message_client_id'))
        return this.database.transaction((tx) => this.storeAgain(tx, request));
      throw error;
    }
  }

  /** A new message that says the same; the old one ends as not arrived, as far as its end was not known. */
  private async storeAgain(tx: Transaction, request: RequestBody<SendAgainRequest>): Promise<MessageResource> {
    const events = new EventRecorder(tx, this.feed);
    const { actor, ticket, message } = await lockMessage(tx, request);
    const repeated = (await findByClientIds(tx, [request])).get(keyOfName(request));
    if (repeated !== undefined) {
      if (repeated.resendOf !== message.id) throw refusals.clientIdReused();
      return repeated;
    }
    if (!message.fromMe || !didNotLeave.has(message.status)) throw refusals.notResendable();
    requireAnswerable(ticket);
    const [id, now] = [uuid(), this.clock.now()];
    const { kind, text, content } = message;
    const again = {
      id,
      ticket,
      kind,
      text,
      content,
      authorId: actor.id,
      clientId: request.clientId,
      resendOf: message.id,
    };
    const queueing = insertQueued(tx, [again], now);
    copyFile(tx, message.id, id);
    if (message.status === 'unknown') orderEnd(tx, message, 'not-arrived');
    const [queued, [resource]] = await Promise.all([
      queueing,
      recordSent(tx, events, [{ messageId: id, actor, ticket }]),
    ]);
    await orderSends(tx, queued, { now, expiresAt: this.config.sendExpiry(now) });
    tx.afterCommit(() => this.relay.wake());
    if (resource === undefined) throw new Error(`message ${id} vanished`);
    return resource;
  }
}

/** Both messages show the same file. */
function copyFile(tx: Transaction, fromId: string, toId: string): void {
  tx.write(
    `INSERT INTO attachment (id, message_id, state, mime_type, file_name, size, object)
     SELECT $3, $2, state, mime_type, file_name, size, object FROM attachment WHERE message_id = $1`,
    [fromId, toId, uuid()],
  );
}
