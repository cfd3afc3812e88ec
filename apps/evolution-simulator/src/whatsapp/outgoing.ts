import { Injectable } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { sentContext } from './domain/context-info.js';
import type { Quote } from './domain/context-info.js';
import { contentOf, textOf } from './domain/draft.js';
import type { Draft } from './domain/draft.js';
import { messageId, rowId } from './domain/identifiers.js';
import { isGroupJid } from './domain/jid.js';
import { messageForWebhook } from './domain/message-views.js';
import { People } from './people.js';
import { Statuses } from './statuses.js';

/** What the company sends through the API. */
@Injectable()
export class Outgoing {
  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly webhooks: Webhooks,
    private readonly statuses: Statuses,
  ) {}

  /** WhatsApp accepts the message: it is in the ledger, the hook hears of it, and receipts follow. Returns the call's answer. */
  accept(instance: Instance, remoteJid: string, draft: Draft, quote?: Quote): Record<string, unknown> {
    const now = this.store.now();
    const content = contentOf(draft, { now, fromApi: true });
    const contextInfo = hasContext(draft, remoteJid, quote) ? sentContext(now, quote) : undefined;
    if (contextInfo !== undefined && content.messageType !== 'conversation') {
      Object.assign(content.message[content.messageType] as object, { contextInfo });
    }
    const message: StoredMessage = {
      rowId: rowId(),
      key: { remoteJid, fromMe: true, id: messageId('web') },
      chat: this.people.chatOf(remoteJid),
      author: null,
      pushName: 'Você',
      ...content,
      ...(contextInfo !== undefined && { contextInfo }),
      messageTimestamp: Math.floor(now.getTime() / 1_000),
      source: 'web',
      status: 'PENDING',
      updates: [],
      origin: 'api',
      edited: false,
      deleted: false,
      reactions: {},
    };
    this.store.addMessage(instance, message);
    instance.accepted.push({
      id: message.key.id,
      kind: draft.kind,
      text: textOf(message),
      to: remoteJid,
      at: now.toISOString(),
    });
    if (draft.kind === 'reaction') this.applyReaction(instance, draft);
    this.statuses.announce(instance, message);
    const answer = messageForWebhook(message, instance.id, { base64: instance.base64 });
    void this.webhooks.emit(instance, 'send.message', answer, message.key.id);
    this.statuses.schedule(instance, message);
    return answer;
  }

  private applyReaction(instance: Instance, { key, emoji }: Extract<Draft, { kind: 'reaction' }>): void {
    const target = this.store.message(instance, key.id ?? '');
    if (target === undefined) return;
    target.reactions.company = emoji === '' ? undefined : emoji;
    this.statuses.announce(instance, target);
  }
}

/** Reactions carry no context, and groups none unless something is quoted. */
const hasContext = (draft: Draft, remoteJid: string, quote: Quote | undefined): boolean =>
  quote !== undefined || (draft.kind !== 'reaction' && !isGroupJid(remoteJid));
