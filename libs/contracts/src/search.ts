import type { MessageKind } from './message-content.js';
import type { ContactSummary, TicketStatus } from './resources.js';

/** A piece of a text, and whether it is what was looked for. */
export interface TextPart {
  text: string;
  hit: boolean;
}

/** A message in which the words were found. */
export interface MessageHit {
  id: string;
  /** The ticket to open: the message's own, or another one of its conversation that may be seen. */
  ticketId: string;
  ticketNumber: number;
  ticketStatus: TicketStatus;
  contact: ContactSummary;
  direction: 'in' | 'out';
  kind: MessageKind;
  sentAt: string;
  /** The text around the first of the words; of a file without them, its name. */
  snippet: TextPart[];
}

/** Somebody whose name or phone was looked for. */
export interface ContactHit extends ContactSummary {
  /** Their latest ticket that may be seen. */
  ticketId: string;
  ticketStatus: TicketStatus;
}

export interface SearchResults {
  /** The most alike first; only on the first page. */
  contacts: ContactHit[];
  /** The newest first. A page may be short, or empty, and yet not be the last. */
  messages: MessageHit[];
  /** Give it back as `before` for what is older. Null: there is nothing more. */
  nextCursor: string | null;
}
