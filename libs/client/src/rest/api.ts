import type { HealthReport } from '../health/health.js';
import type {
  AgentResource,
  AttachmentResource,
  DepartmentSummary,
  FileKind,
  LiveEventType,
  MessageResource,
  Page,
  PersonRole,
  SearchResults,
  StaleAfter,
  TicketResource,
  TicketStatus,
  WhatsappNumberResource,
} from '@bkcrm/contracts';
import type { TicketFilter } from '../store/ticket-list.js';
import { AccountApi } from './account-api.js';
import { AdministrationApi } from './administration-api.js';
import type { Answer, Http } from './http.js';
import { NumbersApi } from './numbers-api.js';

export interface LoginAnswer {
  accessToken: string;
  /** ISO 8601. */
  expiresAt: string;
  agent: AgentResource;
  /** Only when it was asked for in the body. */
  refreshToken?: string;
}

export interface AgentChange {
  name?: string;
  role?: PersonRole;
  departmentIds?: string[];
  /** False ends all sessions of the agent. */
  active?: boolean;
}

/** What to send: exactly one of `text`, `attachmentId`, `location` and `contacts`. */
export interface NewMessage {
  clientId: string;
  text?: string;
  /** `false` sends a text without a preview of its links. */
  linkPreview?: boolean;
  attachmentId?: string;
  /** How a file is sent; by default as its type suggests. */
  kind?: FileKind;
  caption?: string;
  /** Playing time of a voice note. */
  seconds?: number;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contacts?: { name: string; phone: string; organization?: string; email?: string }[];
  quotedMessageId?: string;
  /** ISO 8601. */
  scheduledFor?: string;
  /** The latest turn that the author has seen: refused (`reply.stale`) when somebody else has spoken since. Absent: not asked. */
  seen?: number;
  staleAfter?: StaleAfter;
}

export interface FileToUpload {
  file: Blob;
  fileName: string;
  kind?: FileKind | undefined;
  /** Told the bytes sent so far. */
  onProgress?: (sent: number) => void;
  signal?: AbortSignal | undefined;
}

export interface TicketChange {
  status?: TicketStatus;
  assigneeId?: string | null;
  departmentId?: string | null;
  /** When given, a ticket that has changed since is refused (`ticket.version-conflict`). */
  version?: number;
}

export interface EventsPage {
  epoch: string;
  head: number;
  items: { seq: number; type: LiveEventType; at: string; data: unknown }[];
}

/** The gateway's REST interface, one method per endpoint. All reject with ApiError. */
export class Api {
  /** WhatsApp numbers and Evolution servers. */
  readonly numbers: NumbersApi;

  readonly account: AccountApi;
  readonly administration: AdministrationApi;

  constructor(private readonly http: Http) {
    this.numbers = new NumbersApi(http);
    this.account = new AccountApi(http);
    this.administration = new AdministrationApi(http);
  }

  /** @throws ApiError `auth.code-required` when the agent has a second factor and no code was given */
  login = async (login: { email: string; password: string; code?: string; refresh: 'cookie' | 'body' }) =>
    (await this.http.call<LoginAnswer>('/auth/login', { method: 'POST', body: login, anonymous: true })).data;

  /** @param refreshToken none when a cookie holds it */
  refresh = async (refreshToken: string | undefined) =>
    (await this.http.call<LoginAnswer>('/auth/refresh', { method: 'POST', body: { refreshToken }, anonymous: true }))
      .data;

  logout = async (refreshToken: string | undefined): Promise<void> => {
    await this.http.call<null>('/auth/logout', { method: 'POST', body: { refreshToken }, anonymous: true });
  };

  /** Ends all sessions of the agent, this one included. */
  logoutEverywhere = async (): Promise<void> => {
    await this.http.call<null>('/sessions', { method: 'DELETE' });
  };

  /** @param token of a link that an administrator gave */
  resetPassword = async (token: string, password: string): Promise<void> => {
    const body = { token, password };
    await this.http.call<null>('/auth/reset-password', { method: 'POST', body, anonymous: true });
  };

  me = () => this.http.call<AgentResource>('/me');

  /** Says that this agent is away, or back. */
  setPresence = (away: boolean) => this.write<null>('/me/presence', 'PUT', { away });

  listTickets = (filter: TicketFilter, page: { cursor?: string; limit?: number } = {}) =>
    this.http.call<Page<TicketResource>>('/tickets', { query: { ...filter, ...page } });

  getTicket = (id: string) => this.http.call<TicketResource>(`/tickets/${id}`);

  updateTicket = (id: string, change: TicketChange) => this.write<TicketResource>(`/tickets/${id}`, 'PATCH', change);

  listMessages = (ticketId: string, page: { cursor?: string; limit?: number } = {}) =>
    this.http.call<Page<MessageResource>>(`/tickets/${ticketId}/messages`, { query: page });

  /** Messages and contacts by words. @param page `before`: `nextCursor` of the page before */
  search = (q: string, page: { before?: string; limit?: number } = {}) =>
    this.http.call<SearchResults>('/search', { query: { q, ...page } });

  sendMessage = (ticketId: string, message: NewMessage) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages`, 'POST', message, {
      'idempotency-key': message.clientId,
    });

  editMessage = (ticketId: string, messageId: string, change: { text?: string; scheduledFor?: string }) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}`, 'PATCH', change);

  deleteMessage = (ticketId: string, messageId: string) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}`, 'DELETE');

  react = (ticketId: string, messageId: string, emoji: string) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}/reaction`, 'PUT', { emoji });

  cancelMessage = (ticketId: string, messageId: string) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}/cancel`, 'POST');

  resolveMessage = (ticketId: string, messageId: string, outcome: 'arrived') =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}/resolve`, 'POST', { outcome });

  /** @param clientId of the new message: the same one makes one message */
  sendMessageAgain = (ticketId: string, messageId: string, clientId: string) =>
    this.write<MessageResource>(`/tickets/${ticketId}/messages/${messageId}/send-again`, 'POST', undefined, {
      'idempotency-key': clientId,
    });

  upload = ({ file, fileName, kind, onProgress, signal }: FileToUpload) =>
    this.http.upload<AttachmentResource>('/attachments', file, {
      query: { fileName, kind, mimeType: file.type === '' ? undefined : file.type },
      onProgress,
      signal,
    });

  markRead = (ticketId: string, readUpTo: string) =>
    this.write<{ ticketId: string; agentId: string; readUpTo: string }>(`/tickets/${ticketId}/read`, 'POST', {
      readUpTo,
    });

  listEvents = (after: number, limit?: number) => this.http.call<EventsPage>('/events', { query: { after, limit } });

  listNumbers = () => this.http.call<Page<WhatsappNumberResource>>('/numbers');

  listDepartments = () => this.http.call<Page<DepartmentSummary>>('/departments');

  addDepartment = (department: { name: string }) => this.write<DepartmentSummary>('/departments', 'POST', department);

  listAgents = () => this.http.call<Page<AgentResource>>('/agents');

  addAgent = (agent: { email: string; name: string; role: PersonRole; departmentIds: string[]; password: string }) =>
    this.write<AgentResource>('/agents', 'POST', agent);

  /** Of the server and of WhatsApp; needs no login. */
  health = () => this.http.read<HealthReport>('/webhook/health');

  updateAgent = (id: string, change: AgentChange) => this.write<AgentResource>(`/agents/${id}`, 'PATCH', change);

  /** A link by which the agent sets a new password, once. */
  issueResetLink = (agentId: string) =>
    this.write<{ url: string; expiresAt: string }>(`/agents/${agentId}/reset-link`, 'POST', {});

  /** @param url of an attachment, as its resource says */
  attachment = (url: string): Promise<Blob> => this.http.bytes(url);

  /** Asks WhatsApp for a file that is not here: given up earlier, or of history. It comes as a live event. */
  fetchFile = (attachmentId: string) => this.write<MessageResource>(`/attachments/${attachmentId}/fetch`, 'POST', {});

  private async write<T>(
    path: string,
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const answer: Answer<T> = await this.http.call<T>(path, { method, body, ...(headers && { headers }) });
    return answer.data;
  }
}
