import type { MessageContent, MessageKind } from './message-content.js';
import type { SendState } from './send-message.js';

/** Shapes of the resources that REST answers and live events carry. Times are ISO 8601 in UTC; ids are UUIDs. */

export type TicketStatus = 'pending' | 'open' | 'resolved';
/** `integration`: a program, with an API token instead of a password. */
export type Role = 'administrator' | 'supervisor' | 'agent' | 'integration';
export type PersonRole = Exclude<Role, 'integration'>;
/** `adopted`: the instance was there before; `created`: BKCRM made it. */
export type NumberOrigin = 'adopted' | 'created';
export type NumberState = 'open' | 'connecting' | 'close' | 'missing' | 'unknown';

/** Life of a message we send; a received message is `received`. `read` and `played` are the highest. */
export type MessageStatus =
  | 'received'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'expired'
  | 'cancelled'
  | 'unknown';

export interface ContactSummary {
  id: string;
  name: string;
  /** E.164 without `+`, or null while only a LID is known. */
  phone: string | null;
  avatarUrl: string | null;
}

export interface NumberSummary {
  id: string;
  name: string;
  instanceName: string;
  phone: string | null;
}

export interface DepartmentSummary {
  id: string;
  name: string;
}

export interface AgentSummary {
  id: string;
  name: string;
}

export interface LastMessage {
  id: string;
  direction: 'in' | 'out';
  kind: MessageKind;
  text: string | null;
  status: MessageStatus;
  sentAt: string;
  deleted: boolean;
}

export interface TicketResource {
  id: string;
  /** Short, counting up from 1. */
  number: number;
  status: TicketStatus;
  contact: ContactSummary;
  whatsappNumber: NumberSummary;
  department: DepartmentSummary | null;
  assignee: AgentSummary | null;
  lastMessage: LastMessage | null;
  /** Inbound messages the asking agent has not read. REST only: events are the same for everybody, clients count on. */
  unread?: number;
  openedAt: string;
  resolvedAt: string | null;
  mergedInto: string | null;
  /** Of the latest message of its conversation: what a reply says that it has `seen`. */
  turn: number;
  updatedAt: string;
  /** Rises with every change; a client ignores a version older than the one it has. */
  version: number;
}

/**
 * `remote`: nobody has asked for it yet; `fetching`: on its way from WhatsApp, and tried again until it comes; `failed`: given up
 * (see `failure`), an agent may ask for it again.
 */
export type AttachmentState = 'remote' | 'fetching' | 'stored' | 'failed';

export interface AttachmentResource {
  id: string;
  state: AttachmentState;
  /** Why it is not here, when failed. */
  failure: { code: string; message: string } | null;
  /** What its bytes show once it is stored, what the customer's phone said until then. */
  mimeType: string | null;
  fileName: string | null;
  size: number | null;
  /** Path on the gateway that answers the bytes, when stored. */
  url: string | null;
  /** Path on the gateway that answers a small picture of it: stored images and PDFs. */
  thumbnailUrl: string | null;
}

export interface ReactionResource {
  /** `us`, or the JID of whoever reacted. */
  by: string;
  emoji: string;
  at: string;
}

/** What an agent should know about a message although nothing has failed. */
export interface MessageWarning {
  code: string;
  message: string;
  /** When it is going to end by itself, where that is known: for a message that is held back. */
  until?: string;
}

/** A change to a message that we have ordered and that has not taken effect: still on its way, or failed. The message itself is as it was. */
export interface ActResource {
  id: string;
  kind: 'reaction' | 'edit' | 'deletion';
  status: SendState;
  failure: { code: string; message: string } | null;
  /** The new text of an edit. */
  text: string | null;
  /** The emoji of a reaction; empty takes it back. */
  emoji: string | null;
  author: AgentSummary | null;
  at: string;
}

export interface MessageResource {
  id: string;
  /** The ticket it belongs to; null for history that no ticket spans. */
  ticketId: string | null;
  conversationId: string;
  direction: 'in' | 'out';
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  /** It is held back, or was not acknowledged in time; null again as soon as that is over. */
  warning: MessageWarning | null;
  /** WhatsApp's clock for received messages, ours for those we send. */
  sentAt: string;
  receivedAt: string;
  /** No webhook told us of it: it was found later in what Evolution has stored. */
  recovered: boolean;
  whatsappId: string | null;
  /** The sender's own id for idempotency; only on messages that agents or integrations sent. */
  clientId: string | null;
  author: AgentSummary | null;
  /** Who wrote it in a group. */
  participant: { jid: string; name: string | null } | null;
  quotedMessageId: string | null;
  attachment: AttachmentResource | null;
  reactions: ReactionResource[];
  editedAt: string | null;
  deletedAt: string | null;
  /** When a scheduled message is due. */
  scheduledFor: string | null;
  /** The message that this one was sent again for. */
  resendOf: string | null;
  /**
   * Its place in the order in which the help desk got to know what was said in the conversation: from 1 up, whatever WhatsApp's time.
   * Null for history, for what is in no ticket, and for what has not been handed over for sending yet.
   */
  turn: number | null;
  /** The latest act of each kind, unless it has taken effect. */
  acts: ActResource[];
  version: number;
}

/**
 * How a number does by what goes over it, whatever Evolution says about it. `silent`: nothing comes although it usually does;
 * `unacknowledged`: what is sent is not confirmed; `dead`: and WhatsApp does not answer either; `paused`: sends wait for a reason;
 * `recovered`: it was one of these until some minutes ago.
 */
export type NumberHealthCode = 'ok' | 'disconnected' | 'paused' | 'silent' | 'unacknowledged' | 'dead' | 'recovered';

export interface NumberHealth {
  code: NumberHealthCode;
  /** Since when; null while it is ok. */
  since: string | null;
  /** What a sentence about it needs besides: `state`, `reason`, `until`, and for `recovered` `was`, `to` and `messages`. */
  parameters: Record<string, string | number>;
  /** When the last message came, and left. */
  lastInAt: string | null;
  lastOutAt: string | null;
  /** Of the last hour: seconds until WhatsApp confirmed what was sent, and which share of it is not confirmed (0 to 1). */
  acknowledgementSeconds: number | null;
  pendingShare: number;
  /** Messages that usually come in this hour of the week. */
  usualPerHour: number | null;
  /** Of the last 24 hours. */
  reconnects: number;
}

export interface WhatsappNumberResource {
  id: string;
  name: string;
  instanceName: string;
  phone: string | null;
  profileName: string | null;
  state: NumberState;
  stateAt: string | null;
  origin: NumberOrigin;
  serverId: string;
  /** What stands in the way: a stable code and a sentence; null when nothing does. */
  trouble: { code: string; message: string } | null;
  department: DepartmentSummary | null;
  /** Null until the sender has looked at its traffic. `message` says it in English. */
  health: (NumberHealth & { message: string }) | null;
  /** Since when it is not looked after any more; its tickets stay. Lists leave it out. */
  removedAt: string | null;
  version: number;
}

/** Whose newer messages make a reply stale: anybody's, or only those of our own side. */
export type StaleAfter = 'anybody' | 'colleagues';

/** Details of the refusal `reply.stale`. */
export interface StaleReply {
  /** Of the latest message: whoever has read `newer` has seen this much. */
  turn: number;
  /** What others have said since, the oldest first: the newest 20. Empty for a program that may not read. */
  newer: MessageResource[];
}

export interface AgentResource {
  id: string;
  email: string;
  name: string;
  role: Role;
  departmentIds: string[];
  active: boolean;
}

export interface Page<T> {
  items: T[];
  /** Opaque; give it back as `cursor` for the next page. Null on the last page. */
  nextCursor: string | null;
}
