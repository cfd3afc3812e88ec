import type { Audience } from '@bkcrm/contracts';
import type { ClientLog, SendOrder, StruckFault, WebhookEntry, WrittenChange, WrittenMessage } from '../ledger.js';

/** A row of the messages, by the number's instance. */
export interface StoredMessage {
  id: string;
  instance: string;
  conversationId: string;
  direction: 'in' | 'out';
  fromMe: boolean;
  whatsappId: string | null;
  clientId: string | null;
  kind: string;
  text: string | null;
  status: string;
  position: number | null;
  deleted: boolean;
}

/** A send that the simulated WhatsApp took, in its order. */
export interface TakenSend {
  instance: string;
  to: string;
  text: string | null;
}

/** A delivery that was given up, with the reason it carries. */
export interface DeadLetter {
  queue: string;
  reason: string;
  body: string;
}

export interface LoggedEvent {
  seq: number;
  before: Audience | null;
  after: Audience;
}

/** Everything the verdict is made from: what was asked, and what there is. */
export interface Evidence {
  webhooks: readonly WebhookEntry[];
  written: readonly WrittenMessage[];
  changes: readonly WrittenChange[];
  orders: readonly SendOrder[];
  clients: readonly ClientLog[];
  faults: readonly StruckFault[];
  restartsByLiveness: readonly string[];

  stored: readonly StoredMessage[];
  /** Bodies that wait in quarantine. */
  quarantined: readonly string[];
  deadLetters: readonly DeadLetter[];
  /** Sends by their text in the order of acceptance. */
  taken: readonly TakenSend[];
  events: readonly LoggedEvent[];
  /** Open tickets beyond the first, of a number and a contact. */
  secondOpenTickets: readonly string[];
  /** Acts that have not ended. */
  unsettledActs: readonly string[];
  /** Orders that the server refused: client ids. */
  refused: readonly string[];
  /** What should be empty and is not: queues, the spool, outboxes. */
  leftovers: readonly string[];
}

/** Something that must not be, with the ids to look for. */
export interface Violation {
  rule: string;
  id: string;
  detail: string;
}
