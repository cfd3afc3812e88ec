import type {
  QrCodeOffer,
  NoticeResource,
  SystemResource,
  AgentResource,
  AgentSummary,
  DepartmentSummary,
  FileKind,
  PresentState,
  MessageResource,
  TicketResource,
  WhatsappNumberResource,
} from '@bkcrm/contracts';
import { initialHealth } from '../health/health.js';
import type { Health } from '../health/health.js';
import type { NewMessage } from '../rest/api.js';
import type { ConnectionStatus } from '../live/live-connection.js';
import type { TicketListState } from './ticket-list.js';

/** A ticket with what only this agent's client knows about it. */
export interface TicketEntry {
  ticket: TicketResource;
  /** Messages from the contact that this agent has not read. */
  unread: number;
  /** Version of the ticket that `unread` was last taken from REST with; -1 when it never was. */
  unreadVersion: number;
  /** Highest version that an event brought. */
  eventVersion: number;
  /** When each message counted since then was received. */
  counted: string[];
  readUpTo: string | null;
  /** Number of the event that moved `readUpTo`. */
  readSeq: number;
}

/** Where a message stands in its conversation. */
export interface Place {
  sentAt: string;
  id: string;
}

/** The loaded part of a conversation: its newest messages, without holes. */
export interface Conversation {
  /** By time, then id; the oldest first. */
  messages: MessageResource[];
  /** For the page before the oldest one; null when that is the beginning. */
  olderCursor: string | null;
  /** Place of the oldest message of the oldest page; what stands before it comes with the pages before. */
  floor: Place | null;
}

/** A ticket that somebody looks at. Tickets of one contact on one number share a conversation. */
export interface Thread {
  /** Null until a message tells it. */
  conversationId: string | null;
  isLoaded: boolean;
  isLoadingOlder: boolean;
}

/** A message that this client has not yet got into the server. */
export interface PendingMessage {
  clientId: string;
  ticketId: string;
  /** Empty for what is no text. */
  text: string;
  quotedMessageId: string | null;
  /** Everything else that is sent: a file that is uploaded, a place, a time. */
  what?: Omit<NewMessage, 'clientId' | 'text' | 'quotedMessageId' | 'seen' | 'staleAfter'>;
  /** The latest turn that its author had seen; absent: nobody asks. */
  seen?: number;
  /** Of a file: its name. */
  fileName?: string;
  /** ISO 8601, by this device's clock. */
  createdAt: string;
  /** Why the server refused it for good; null while it is waiting or on its way. `turn`, when it was stale: the latest there was. */
  failure: { code: string; message: string; turn?: number } | null;
}

/** A file on its way into the server: a message once it is there. */
export interface PendingUpload {
  clientId: string;
  ticketId: string;
  file: Blob;
  fileName: string;
  kind: FileKind | null;
  caption: string | null;
  /** Bytes so far. */
  sent: number;
  /** ISO 8601, by this device's clock. */
  createdAt: string;
  /** Why it did not get through; it can be tried again. */
  failure: { code: string; message: string } | null;
}

export interface Presence {
  state: string;
  /** Milliseconds, by this device's clock. */
  at: number;
}

/** A colleague who has a ticket open, or types in it. Times in milliseconds, by this device's clock; null: has not said so. */
export interface Viewer {
  agent: AgentSummary;
  viewedAt: number | null;
  typedAt: number | null;
}

/** One message event as applied, kept for pages that were read before it and arrive after it. */
export type RecentMessage =
  { seq: number; type: 'stored'; message: MessageResource } | { seq: number; type: 'removed'; id: string };

export interface ClientState {
  status: ConnectionStatus;
  health: Health;
  /** Who is logged in. */
  agent: AgentResource | null;
  tickets: ReadonlyMap<string, TicketEntry>;
  /** Tickets taken away, with the number of the event that did. */
  removedTickets: ReadonlyMap<string, number>;
  /** Tickets whose unread count must be asked for, until a usable answer comes. */
  staleTickets: ReadonlySet<string>;
  lists: ReadonlyMap<string, TicketListState>;
  threads: ReadonlyMap<string, Thread>;
  conversations: ReadonlyMap<string, Conversation>;
  recent: readonly RecentMessage[];
  numbers: ReadonlyMap<string, WhatsappNumberResource>;
  agents: ReadonlyMap<string, AgentResource>;
  departments: ReadonlyMap<string, DepartmentSummary>;
  pending: readonly PendingMessage[];
  uploads: readonly PendingUpload[];
  presence: ReadonlyMap<string, Presence>;
  /** The people who are there, by id; ask `agentPresenceOf`. */
  agentPresence: ReadonlyMap<string, PresentState>;
  /** By ticket, then agent; ask `viewersOf`. */
  viewers: ReadonlyMap<string, ReadonlyMap<string, Viewer>>;
  /** What administrators are told of, by id, and until when this one has seen it. Null until it is known. */
  notices: ReadonlyMap<string, NoticeResource> | null;
  noticesSeenAt: string | null;
  /** How the system does, while it is watched; null until it is known. */
  system: SystemResource | null;
  /** The latest code for linking each number; administrators only. */
  qrCodes: ReadonlyMap<string, QrCodeOffer>;
}

export const initialState: ClientState = {
  status: 'connecting',
  health: initialHealth,
  agent: null,
  tickets: new Map(),
  removedTickets: new Map(),
  staleTickets: new Set(),
  lists: new Map(),
  threads: new Map(),
  conversations: new Map(),
  recent: [],
  numbers: new Map(),
  agents: new Map(),
  departments: new Map(),
  pending: [],
  uploads: [],
  presence: new Map(),
  agentPresence: new Map(),
  viewers: new Map(),
  notices: null,
  noticesSeenAt: null,
  system: null,
  qrCodes: new Map(),
};

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

export function withoutMember<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  if (!set.has(member)) return set;
  const copy = new Set(set);
  copy.delete(member);
  return copy;
}
