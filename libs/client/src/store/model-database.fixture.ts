import type { MessageResource, TicketResource } from '@bkcrm/contracts';
import type { LiveItem } from '../live/position.js';

const clock = (tick: number): string => new Date(Date.UTC(2026, 0, 1) + tick * 1_000).toISOString();

interface Row {
  ticket: TicketResource;
  messages: MessageResource[];
  readUpTo: string;
}

export const agentId = 'agent';

/** Two tickets with their messages and the event log, written as the ticket service writes them: the ticket's event before its messages'. */
export class ModelDatabase {
  readonly log: LiveItem[] = [];
  readonly rows = new Map<string, Row>();
  private tick = 0;

  constructor(ticketIds: string[]) {
    for (const id of ticketIds) this.rows.set(id, { ticket: newTicket(id), messages: [], readUpTo: '' });
  }

  get seq(): number {
    return this.log.length;
  }

  /** @param delay how much earlier than now WhatsApp says it was written */
  receive(ticketId: string, delay: number, direction: 'in' | 'out'): void {
    const row = this.row(ticketId);
    this.tick += 1;
    const message = newMessage(ticketId, this.tick, delay, direction);
    row.messages.push(message);
    this.touch(row);
    this.record('message.created', message);
  }

  change(ticketId: string, pick: number): void {
    const { messages } = this.row(ticketId);
    const index = pick % Math.max(1, messages.length);
    const message = messages[index];
    if (message === undefined) return;
    messages[index] = { ...message, version: message.version + 1, text: `${message.text}!` };
    this.record('message.updated', messages[index]);
  }

  remove(ticketId: string, pick: number): void {
    const row = this.row(ticketId);
    const message = row.messages.filter(({ direction }) => direction === 'out')[pick % 3];
    if (message === undefined) return;
    row.messages = row.messages.filter(({ id }) => id !== message.id);
    this.touch(row);
    this.record('message.removed', { id: message.id, ticketId });
  }

  read(ticketId: string): void {
    const row = this.row(ticketId);
    const readUpTo = clock(this.tick);
    if (readUpTo <= row.readUpTo) return;
    row.readUpTo = readUpTo;
    this.record('ticket.read', { ticketId, agentId, readUpTo });
  }

  /** As REST answers it. */
  ticket(ticketId: string): TicketResource {
    const row = this.row(ticketId);
    return { ...row.ticket, unread: this.unread(ticketId) };
  }

  unread(ticketId: string): number {
    const { messages, readUpTo } = this.row(ticketId);
    return messages.filter(({ direction, receivedAt }) => direction === 'in' && receivedAt > readUpTo).length;
  }

  messages(ticketId: string): MessageResource[] {
    return [...this.row(ticketId).messages].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }

  private row(ticketId: string): Row {
    const row = this.rows.get(ticketId);
    if (row === undefined) throw new Error(`no ticket ${ticketId}`);
    return row;
  }

  private touch(row: Row): void {
    row.ticket = { ...row.ticket, version: row.ticket.version + 1, updatedAt: clock(this.tick) };
    this.record('ticket.updated', row.ticket);
  }

  private record(type: LiveItem['type'], data: unknown): void {
    this.log.push({ seq: this.log.length + 1, type, at: clock(this.tick), data });
  }
}

function sortKey({ sentAt, id }: MessageResource): string {
  return `${sentAt}/${id}`;
}

function newTicket(id: string): TicketResource {
  return {
    id,
    number: 1,
    status: 'open',
    contact: { id: `contact-${id}`, name: id, phone: null, avatarUrl: null },
    whatsappNumber: { id: 'number', name: 'number', instanceName: 'number', phone: null },
    department: null,
    assignee: null,
    lastMessage: null,
    openedAt: clock(0),
    resolvedAt: null,
    mergedInto: null,
    turn: 0,
    updatedAt: clock(0),
    version: 1,
  };
}

export function newMessage(ticketId: string, tick: number, delay: number, direction: 'in' | 'out'): MessageResource {
  const id = `m${String(tick).padStart(5, '0')}`;
  return {
    id,
    ticketId,
    conversationId: `conversation-${ticketId}`,
    direction,
    kind: 'text',
    text: id,
    content: {},
    status: direction === 'in' ? 'received' : 'queued',
    failure: null,
    warning: null,
    recovered: false,
    sentAt: clock(Math.max(0, tick - delay)),
    receivedAt: clock(tick),
    whatsappId: id,
    clientId: direction === 'out' ? `client-${id}` : null,
    author: null,
    participant: null,
    quotedMessageId: null,
    attachment: null,
    reactions: [],
    editedAt: null,
    deletedAt: null,
    scheduledFor: null,
    resendOf: null,
    turn: tick,
    acts: [],
    version: 1,
  };
}
