import type { AgentResource, MessageResource, TicketResource, WhatsappNumberResource } from './resources.js';

/** Data of each live event type. Every payload is a whole resource, so applying one twice is harmless. */
export interface LiveEventData {
  'ticket.created': TicketResource;
  'ticket.updated': TicketResource;
  /** The receiver may no longer see it, or it was merged away. */
  'ticket.removed': { id: string };
  'message.created': MessageResource;
  'message.updated': MessageResource;
  'message.removed': { id: string; ticketId: string | null };
  /** Messages outside any ticket came into it (history, or typed on the phone): its newest page is another one. */
  'conversation.changed': { id: string };
  /**
   * Data of a person was erased: these tickets are gone with their messages, and so are messages of these conversations that are in no
   * ticket and were received before `before` (null: all of them). Whoever holds any of it drops it.
   */
  'conversation.erased': { contactId: string; conversationIds: string[]; ticketIds: string[]; before: string | null };
  'number.updated': WhatsappNumberResource;
  'agent.updated': AgentResource;
  /** An agent's read position on a ticket; sent to that agent only. */
  'ticket.read': { ticketId: string; agentId: string; readUpTo: string };
}
export type LiveEventType = keyof LiveEventData;

/** All there are: the compiler complains when one is missing or too many. */
const known: Record<LiveEventType, true> = {
  'ticket.created': true,
  'ticket.updated': true,
  'ticket.removed': true,
  'message.created': true,
  'message.updated': true,
  'message.removed': true,
  'conversation.changed': true,
  'conversation.erased': true,
  'number.updated': true,
  'agent.updated': true,
  'ticket.read': true,
};
export const liveEventTypes = Object.keys(known) as LiveEventType[];

/** Who may see an event. `everyone` = every agent (a ticket without a department, numbers). */
export interface Audience {
  everyone: boolean;
  departmentIds: string[];
  agentIds: string[];
}

/** One row of the event log. `seq` has no gaps and is in commit order. */
export interface LoggedEvent<T extends LiveEventType = LiveEventType> {
  seq: number;
  type: T;
  at: string;
  data: LiveEventData[T];
  /** The ticket it is about, if any: what `ticket.removed` names when the audience shrinks. */
  ticketId: string | null;
  /** Null when nobody could see it before (it was created). */
  audienceBefore: Audience | null;
  audienceAfter: Audience;
  /** When ingest received what caused it; for end-to-end latency. */
  receivedAt: string | null;
  traceparent: string | null;
}

/** Body of a message on the events exchange: consecutive events of one commit. */
export interface EventBatch {
  /** The database's epoch (see EventHead). */
  epoch: string;
  events: LoggedEvent[];
}

/** Position of the log. */
export interface EventHead {
  epoch: string;
  seq: number;
}

/** What a socket receives. */
export interface EventFrame {
  prev: number;
  epoch: string;
  items: { seq: number; type: LiveEventType; at: string; data: unknown }[];
}
export interface HeadFrame {
  seq: number;
  prev: number;
  epoch: string;
}
export interface ResetFrame {
  reason: 'epoch' | 'too-old' | 'ahead' | 'rights';
}
export interface Signal {
  type: string;
  data: unknown;
}
