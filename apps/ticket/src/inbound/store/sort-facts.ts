import { v7 as uuid } from 'uuid';
import type { ContactFact, InboundMessage } from '../domain/index.js';
import type { Targeted } from '../../messages/waiting-facts.js';
import type { ArrivingRow, Cause, SourcedFact } from './inbound-work.js';

export interface SortedFacts {
  /** Messages, by WhatsApp's time. */
  arrivals: ArrivingRow[];
  /** Changes to messages that are stored, arrive in the same batch, or have not come yet. */
  changes: (Targeted & { cause: Cause })[];
  contacts: { contact: ContactFact; cause: Cause }[];
}

/** Puts the facts of a batch in the order of work. Connection hints, presence and QR codes are not for storing. */
export function sortFacts(facts: SourcedFact[], { groups }: { groups: boolean }): SortedFacts {
  const sorted: SortedFacts = { arrivals: [], changes: [], contacts: [] };
  for (const sourced of facts) {
    const { fact, number, cause } = sourced;
    const change = (whatsappId: string, fromMe: boolean | undefined, what: Targeted['change']): void => {
      sorted.changes.push({ numberId: number.id, whatsappId, fromMe, change: what, cause });
    };
    switch (fact.type) {
      case 'message':
        if (isWanted(fact.message, groups)) sorted.arrivals.push(arriving(fact.message, originOf(sourced), sourced));
        break;
      case 'call':
        sorted.arrivals.push(arriving(fact.message, sourced.origin, sourced));
        change(fact.message.whatsappId, fact.message.fromMe, {
          type: 'call',
          call: fact.message.content.call,
          sentAt: fact.message.sentAt,
        });
        break;
      case 'reaction':
        if (fact.chat.kind === 'person' || groups) {
          const by = fact.by === 'us' ? 'us' : fact.chat.kind === 'group' ? fact.by.jid : 'contact';
          change(fact.targetWhatsappId, fact.targetFromMe, { type: 'reaction', by, emoji: fact.emoji, at: fact.at });
        }
        break;
      case 'status':
        change(fact.whatsappId, true, { type: 'status', status: fact.status });
        break;
      case 'edit':
        change(fact.whatsappId, fact.targetFromMe, {
          type: 'edit',
          text: fact.text,
          content: fact.content,
          editedAt: fact.editedAt,
          hash: fact.hash,
        });
        break;
      case 'deletion':
        change(fact.whatsappId, fact.targetFromMe, { type: 'deletion', at: new Date(cause.receivedAt ?? Date.now()) });
        break;
      case 'contact':
        sorted.contacts.push({ contact: fact, cause });
        break;
      default:
        break;
    }
  }
  sorted.arrivals.sort((a, b) => Number(a.message.sentAt) - Number(b.message.sentAt));
  return sorted;
}

function isWanted(message: InboundMessage, groups: boolean): boolean {
  return message.chat.kind === 'person' || (message.chat.kind === 'group' && groups);
}

function originOf({ fact, origin }: SourcedFact): ArrivingRow['origin'] {
  if (fact.type !== 'message') return origin;
  if (fact.origin === 'history') return 'history';
  if (fact.origin === 'api') return 'api';
  return fact.message.fromMe && origin === 'webhook' ? 'phone' : origin;
}

function arriving(message: InboundMessage, origin: ArrivingRow['origin'], sourced: SourcedFact): ArrivingRow {
  const opens = !message.fromMe && origin !== 'history' && message.chat.kind === 'person';
  const { cause, number, file } = sourced;
  const place = { conversationId: '', contactId: null, ticketId: null, turn: null };
  return { id: uuid(), cause, number, message, origin, opens, file, ...place };
}
