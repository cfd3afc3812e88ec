import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { MessageStatus, StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { isGroupJid, userOf } from './domain/jid.js';
import { People } from './people.js';

const rank: Record<MessageStatus, number> = {
  ERROR: 0,
  PENDING: 1,
  SERVER_ACK: 2,
  DELIVERY_ACK: 3,
  READ: 4,
  PLAYED: 5,
};

/** Receipts of what the company sent. */
@Injectable()
export class Statuses implements OnApplicationShutdown {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly webhooks: Webhooks,
  ) {}

  /** Lets the receipts come by themselves, as the instance's contacts are set to behave. */
  schedule(instance: Instance, message: StoredMessage): void {
    const { serverAckAfterMs, deliverAfterMs, readAfterMs } = instance.automatic;
    this.later(serverAckAfterMs, () => this.report(instance, message, 'SERVER_ACK'));
    this.later(deliverAfterMs, () => this.report(instance, message, 'DELIVERY_ACK'));
    this.later(readAfterMs, () => this.report(instance, message, 'READ'));
  }

  /** Reports the status once; the promise ends when the hook has taken it. Groups report none. */
  async report(instance: Instance, message: StoredMessage, status: MessageStatus): Promise<void> {
    if (message.updates.includes(status) || isGroupJid(message.chat)) return;
    message.updates.push(status);
    if (rank[status] > rank[message.status] || status === 'ERROR') message.status = status;
    this.announce(instance, message);
    const remoteJid = this.receiptJid(message, status);
    await Promise.all([
      this.webhooks.emit(
        instance,
        'messages.update',
        {
          keyId: message.key.id,
          remoteJid,
          fromMe: message.key.fromMe,
          status,
          instanceId: instance.id,
          messageId: message.rowId,
        },
        message.key.id,
      ),
      this.webhooks.emit(instance, 'chats.upsert', [{ remoteJid, instanceId: instance.id, unreadMessages: 0 }]),
    ]);
  }

  announce(instance: Instance, message: StoredMessage): void {
    this.store.announce({
      type: 'message',
      instance: instance.name,
      chat: userOf(message.chat),
      data: { id: message.key.id },
    });
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Receipts come from whichever address and device answered: the phone, one of its devices, or the LID. */
  private receiptJid(message: StoredMessage, status: MessageStatus): string {
    const person = this.people.at(message.chat);
    const letters = Array.from(`${message.key.id}${status}`, (letter) => letter.charCodeAt(0));
    const draw = letters.reduce((sum, code) => sum + code, 0) % 3;
    return [message.chat, message.chat.replace('@', ':23@'), person.lid][draw] ?? message.chat;
  }

  private later(milliseconds: number | null, action: () => Promise<void>): void {
    if (milliseconds === null) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void action();
    }, milliseconds);
    this.timers.add(timer);
  }
}
