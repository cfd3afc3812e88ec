import type { StoredFile } from '@bkcrm/media';
import type { InboundFact, InboundMessage } from '../domain/index.js';

/** What caused a change: carried on to the events, so that latency can be measured from the webhook to the browser. */
export interface Cause {
  /** ISO 8601. */
  receivedAt: string | null;
  traceparent: string | null;
}

/** A number as far as storing needs it. */
export interface KnownNumber {
  id: string;
  instanceName: string;
  phone: string | null;
  departmentId: string | null;
  adoptedAt: Date;
}

/** A fact together with where it came from. */
export interface SourcedFact {
  fact: InboundFact;
  number: KnownNumber;
  cause: Cause;
  origin: 'webhook' | 'backfill';
  /** The message's file, when that came along. */
  file?: StoredFile;
}

/** A message on its way into the database. Steps fill in what they find out. */
export interface ArrivingRow {
  id: string;
  cause: Cause;
  number: KnownNumber;
  message: InboundMessage;
  origin: 'webhook' | 'history' | 'backfill' | 'api' | 'phone';
  /** Whether it may open a ticket. */
  opens: boolean;
  conversationId: string;
  contactId: string | null;
  ticketId: string | null;
  /** Null for what is in no ticket. */
  turn: number | null;
  /** Its file, when that came along. */
  file: StoredFile | undefined;
}

/** Place of a message in its second: theirs before ours, then the WhatsApp id. */
export function orderKey(fromMe: boolean, whatsappId: string): string {
  return `${fromMe ? 1 : 0}:${whatsappId}`;
}
