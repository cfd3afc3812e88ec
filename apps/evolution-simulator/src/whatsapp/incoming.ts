import { Injectable } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { Person } from '../state/person.js';
import type { MessageKey, StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { quoteOf, receivedContext } from './domain/context-info.js';
import { contentOf } from './domain/draft.js';
import type { Draft } from './domain/draft.js';
import { messageId, rowId, sourceOf } from './domain/identifiers.js';
import { phoneJid, userOf } from './domain/jid.js';
import { deviceContext } from './domain/device-context.js';
import { messageForWebhook } from './domain/message-views.js';
import { People } from './people.js';
import { Statuses } from './statuses.js';

export interface IncomingMessage {
  draft: Draft;
  /** Id of the message it answers. */
  quotedId?: string;
  /** Written in this group instead of the private chat. */
  groupJid?: string;
  /** The WhatsApp id; made when absent. */
  id?: string;
  /** When it was written, ISO; now when absent. */
  at?: string;
}

/** What reaches the company's number: messages of contacts, and what its own people type on the phone. */
@Injectable()
export class Incoming {
  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly webhooks: Webhooks,
    private readonly statuses: Statuses,
  ) {}

  /** A contact writes. WhatsApp can deliver the same message again: Evolution swallows it. */
  fromContact(instance: Instance, person: Person, incoming: IncomingMessage): StoredMessage {
    const id = incoming.id ?? messageId(person.device);
    const known = this.store.message(instance, id);
    if (known !== undefined) return known;
    const address = this.people.addressOf(person);
    const key =
      incoming.groupJid === undefined
        ? { ...address, fromMe: false, id, participant: '' }
        : {
            remoteJid: incoming.groupJid,
            fromMe: false,
            id,
            participant: person.lid,
            participantAlt: phoneJid(person.phone),
            addressingMode: 'lid' as const,
          };
    const chat = incoming.groupJid ?? phoneJid(person.phone);
    const message = this.stored(instance, incoming, { key, chat, pushName: person.name, origin: 'contact' });
    message.author = person.phone;
    // WhatsApp has delivered it, and nobody was listening: it is neither stored nor told.
    if (instance.deaf) return message;
    if (incoming.draft.kind === 'reaction') this.react(instance, incoming.draft, 'contact');
    this.add(instance, message);
    this.emitMessage(instance, message, person.name);
    return message;
  }

  /** Somebody of the company writes on its phone: no `send.message`, but a message from ourselves. */
  fromPhone(instance: Instance, person: Person, incoming: IncomingMessage): StoredMessage {
    const key = {
      ...this.people.addressOf(person),
      fromMe: true,
      id: incoming.id ?? messageId('android'),
      participant: '',
    };
    const message = this.stored(instance, incoming, {
      key,
      chat: phoneJid(person.phone),
      pushName: instance.profileName ?? 'Você',
      origin: 'phone',
    });
    message.status = 'SERVER_ACK';
    message.updates.push('SERVER_ACK');
    if (incoming.draft.kind === 'reaction') this.react(instance, incoming.draft, 'company');
    this.add(instance, message);
    this.emitMessage(instance, message, '');
    this.statuses.schedule(instance, message);
    return message;
  }

  private stored(
    instance: Instance,
    { draft, quotedId, at }: IncomingMessage,
    head: Pick<StoredMessage, 'key' | 'chat' | 'pushName' | 'origin'>,
  ): StoredMessage {
    const now = at === undefined ? this.store.now() : new Date(at);
    const quoted = quotedId === undefined ? undefined : this.store.message(instance, quotedId);
    const author = quoted?.key.fromMe === true ? instance.wuid : head.key.remoteJid;
    const content = contentOf(this.withTarget(instance, draft, head.key), { now, fromApi: false });
    const quote = quoted && quoteOf(quoted, author ?? head.key.remoteJid);
    const source = sourceOf(head.key.id);
    const contextInfo = receivedContext(content.messageType, source, quote);
    if (contextInfo !== undefined && content.messageType !== 'conversation') {
      Object.assign(content.message[content.messageType] as object, { contextInfo });
    }
    return {
      rowId: rowId(),
      author: null,
      ...head,
      ...content,
      message: { ...content.message, messageContextInfo: deviceContext(now) },
      ...(contextInfo !== undefined && { contextInfo }),
      messageTimestamp: Math.floor(now.getTime() / 1_000),
      source,
      status: 'DELIVERY_ACK',
      updates: [],
      edited: false,
      deleted: false,
      reactions: {},
    };
  }

  /** The key of the message that is reacted to, as seen from our side. */
  private withTarget(instance: Instance, draft: Draft, { remoteJid }: MessageKey): Draft {
    if (draft.kind !== 'reaction') return draft;
    const { id = '' } = draft.key;
    const fromMe = this.store.message(instance, id)?.key.fromMe ?? false;
    return { ...draft, key: { remoteJid, fromMe, id, participant: '' } };
  }

  private react(
    instance: Instance,
    { key, emoji }: Extract<Draft, { kind: 'reaction' }>,
    side: 'contact' | 'company',
  ): void {
    const target = this.store.message(instance, key.id ?? '');
    if (target === undefined) return;
    target.reactions[side] = emoji === '' ? undefined : emoji;
    this.statuses.announce(instance, target);
  }

  private add(instance: Instance, message: StoredMessage): void {
    this.store.addMessage(instance, message);
    this.statuses.announce(instance, message);
  }

  /** One message is several events; they leave together, in no order. */
  private emitMessage(instance: Instance, message: StoredMessage, pushName: string): void {
    const { remoteJid } = message.key;
    const { isNew } = this.people.contactRow(instance, remoteJid, pushName);
    const contact = { remoteJid, pushName, profilePicUrl: null, instanceId: instance.id };
    const data = messageForWebhook(message, instance.id, { base64: instance.base64 });
    void this.webhooks.emit(instance, 'chats.update', [{ remoteJid, instanceId: instance.id }]);
    void this.webhooks.emit(instance, 'contacts.update', [{ remoteJid, profilePicUrl: null, instanceId: instance.id }]);
    void this.webhooks.emit(instance, 'messages.upsert', data, message.key.id);
    void this.webhooks.emit(instance, isNew ? 'contacts.upsert' : 'contacts.update', contact);
    if (isNew) {
      void this.webhooks.emit(instance, 'chats.upsert', [
        { remoteJid, instanceId: instance.id, name: pushName || userOf(remoteJid), unreadMessages: 1 },
      ]);
    }
  }
}
