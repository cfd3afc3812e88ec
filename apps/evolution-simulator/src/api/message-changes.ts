import { Injectable } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { withText } from '../whatsapp/domain/draft.js';
import { messageId } from '../whatsapp/domain/identifiers.js';
import { int64, spellAsProtobufJson, spellForWebhook } from '../whatsapp/domain/values.js';
import { Statuses } from '../whatsapp/statuses.js';
import { ApiError, badRequest } from './api-error.js';

export interface MessageReference {
  id: string;
  remoteJid: string;
  fromMe: boolean;
}
export interface UpdateRequest {
  number: string;
  text: string;
  key: MessageReference;
}
export type DeleteRequest = MessageReference & { participant?: string };

/** Edits and deletions of sent messages through the API. */
@Injectable()
export class MessageChanges {
  constructor(
    private readonly store: Store,
    private readonly webhooks: Webhooks,
    private readonly statuses: Statuses,
  ) {}

  update(instance: Instance, { text, key }: UpdateRequest): Record<string, unknown> {
    this.requireOpen(instance);
    const message = this.store.message(instance, key.id);
    if (message === undefined || !['conversation', 'imageMessage', 'videoMessage'].includes(message.messageType)) {
      throw badRequest('Message not compatible');
    }
    if (message.key.remoteJid !== key.remoteJid) throw badRequest('RemoteJid does not match');
    message.message = withText(message, text);
    message.edited = true;
    this.statuses.announce(instance, message);
    const now = this.store.now();
    const reference = { remoteJid: key.remoteJid, fromMe: true, id: key.id };
    const editedMessage = { extendedTextMessage: { text } };
    void this.webhooks.emit(
      instance,
      'send.message.update',
      { key: reference, editedMessage, timestampMs: now.getTime(), type: 14 },
      key.id,
    );
    return this.protocolMessage(key.remoteJid, {
      key: reference,
      type: 'MESSAGE_EDIT',
      editedMessage,
      timestampMs: int64(now.getTime()),
    });
  }

  remove(instance: Instance, { id, remoteJid, fromMe }: DeleteRequest): Record<string, unknown> {
    this.requireOpen(instance);
    const message = this.store.message(instance, id);
    if (message !== undefined) this.markRemoved(instance, message);
    return this.protocolMessage(remoteJid, { key: { remoteJid, fromMe, id }, type: 'REVOKE' });
  }

  private markRemoved(instance: Instance, message: StoredMessage): void {
    message.deleted = true;
    this.statuses.announce(instance, message);
    void this.webhooks.emit(
      instance,
      'messages.delete',
      spellForWebhook({
        id: message.rowId,
        instanceId: instance.id,
        key: message.key,
        messageType: message.messageType,
        status: 'DELETED',
        source: message.source,
        messageTimestamp: message.messageTimestamp,
        pushName: message.pushName,
        participant: null,
        message: message.message,
      }),
      message.key.id,
    );
  }

  private requireOpen(instance: Instance): void {
    if (instance.state !== 'open') throw new ApiError(500, 'Connection Closed');
  }

  private protocolMessage(remoteJid: string, content: Record<string, unknown>): Record<string, unknown> {
    return spellAsProtobufJson({
      key: { remoteJid, fromMe: true, id: messageId('web') },
      message: { protocolMessage: content },
      messageTimestamp: int64(Math.floor(this.store.now().getTime() / 1_000)),
      status: 'PENDING',
    });
  }
}
