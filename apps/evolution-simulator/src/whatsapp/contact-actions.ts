import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../state/instance.js';
import type { Person } from '../state/person.js';
import type { StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { withText } from './domain/draft.js';
import { int64, spellAsProtobufJson } from './domain/values.js';
import { People } from './people.js';
import { Statuses } from './statuses.js';

export type Presence = 'available' | 'unavailable' | 'composing' | 'recording';

/** What a contact does besides writing: edits, deletes, reads, types and calls. */
@Injectable()
export class ContactActions {
  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly webhooks: Webhooks,
    private readonly statuses: Statuses,
  ) {}

  /** The key in the event is written from the editor's side: to the contact its own message is "from me", in the chat with us. */
  edit(instance: Instance, message: StoredMessage, text: string): void {
    message.message = withText(message, text);
    message.edited = true;
    this.statuses.announce(instance, message);
    const { messageContextInfo: _, ...content } = message.message;
    void this.webhooks.emit(
      instance,
      'messages.edited',
      spellAsProtobufJson({
        key: this.editorsKey(instance, message),
        type: 'MESSAGE_EDIT',
        editedMessage: content,
        timestampMs: int64(this.store.now().getTime()),
      }),
      message.key.id,
    );
  }

  /** Deleted for everyone, by the contact or on the company's phone: two events, in no order. */
  remove(instance: Instance, message: StoredMessage): void {
    message.deleted = true;
    this.statuses.announce(instance, message);
    const { id } = message.key;
    const revoke = { key: this.editorsKey(instance, message), type: 'REVOKE' };
    void this.webhooks.emit(instance, 'messages.edited', revoke, id);
    void this.webhooks.emit(instance, 'messages.delete', message.key, id);
  }

  /** Reads what the company sent: one receipt a message. */
  async read(instance: Instance, chat: string): Promise<number> {
    const unread = instance.messages.filter(
      (message) => message.chat === chat && message.key.fromMe && !message.updates.includes('READ'),
    );
    await Promise.all(unread.map((message) => this.statuses.report(instance, message, 'READ')));
    return unread.length;
  }

  /** Somebody of the company opens the chat on the phone. */
  readOnPhone(instance: Instance, chat: string): void {
    const unread = instance.messages.filter(
      (message) => message.chat === chat && !message.key.fromMe && !message.updates.includes('READ'),
    );
    for (const message of unread) void this.statuses.report(instance, message, 'READ');
  }

  presence(instance: Instance, person: Person, presence: Presence): void {
    const { remoteJid } = this.people.addressOf(person);
    void this.webhooks.emit(instance, 'presence.update', {
      id: remoteJid,
      presences: {
        [remoteJid]: {
          lastKnownPresence: presence,
          ...(presence === 'unavailable' && { lastSeen: Math.floor(this.store.now().getTime() / 1_000) }),
        },
      },
    });
  }

  /** A call that rings and is not taken (`timeout`), or that the company turns down (`reject`). */
  async call(
    instance: Instance,
    person: Person,
    { isVideo, end }: { isVideo: boolean; end: 'timeout' | 'reject' },
  ): Promise<string> {
    const { remoteJid } = this.people.addressOf(person);
    const id = randomBytes(16).toString('hex').toUpperCase();
    for (const status of ['offer', 'ringing', end]) {
      void this.webhooks.emit(instance, 'call', {
        chatId: remoteJid,
        from: remoteJid,
        id,
        date: new Date(Math.floor(this.store.now().getTime() / 1_000) * 1_000).toISOString(),
        offline: false,
        status,
        isVideo,
        isGroup: false,
      });
      await pause(20);
    }
    return id;
  }

  private editorsKey(instance: Instance, message: StoredMessage): Record<string, unknown> {
    const remoteJid = message.key.fromMe ? message.chat : instance.wuid;
    return { remoteJid, fromMe: true, id: message.key.id };
  }
}
