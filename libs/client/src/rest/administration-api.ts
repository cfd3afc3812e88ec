import type {
  BackupPlan,
  BackupResource,
  ErasureResource,
  NoticeResource,
  NoticesSeen,
  SystemResource,
} from '@bkcrm/contracts';
import type { LedgerHour, LetterBox, LetterResource, LetterSummary } from '@bkcrm/contracts';
import type { Call, Http } from './http.js';

/** Years of messages with their files take their time. */
const exportTimeoutMs = 10 * 60_000;

/** What a program proves itself with; its secret is not in it. */
export interface ApiToken {
  id: string;
  name: string;
  permissions: string[];
  /** Null: all departments, also those to come. */
  departmentIds: string[] | null;
  createdBy: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

export interface NewApiToken {
  name: string;
  permissions: string[];
  departmentIds: string[] | null;
  /** ISO 8601; without it the token is good until it is revoked. */
  expiresAt?: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  act: string;
  /** Null when nobody was logged in. */
  actorId: string | null;
  subjectId: string | null;
  address: string | null;
  userAgent: string | null;
  details: Record<string, unknown>;
}

export interface AuditFilter {
  act?: string;
  actorId?: string;
  subjectId?: string;
  /** ISO 8601; `from` is included, `before` is not. */
  from?: string;
  before?: string;
}

/** Security of the whole installation: for administrators. All reject with ApiError. */
export class AdministrationApi {
  constructor(private readonly http: Http) {}

  apiTokens = () => this.call<{ items: ApiToken[] }>('/api-tokens', 'GET');

  /** @returns with the secret, which is shown only this once */
  issueApiToken = (token: NewApiToken) => this.call<ApiToken & { token: string }>('/api-tokens', 'POST', token);

  revokeApiToken = (id: string) => this.call<null>(`/api-tokens/${id}`, 'DELETE');

  /** The latest first. @param cursor of the page before */
  audit = async (filter: AuditFilter, cursor?: string) =>
    (
      await this.http.call<{ items: AuditEntry[]; nextCursor: string | null }>('/audit', {
        query: { ...filter, cursor },
      })
    ).data;

  /** Ids of the agents whose logins need a code. */
  agentsWithTwoFactor = () => this.call<{ agentIds: string[] }>('/agents/two-factor', 'GET');

  /** For an agent who has lost the device and the recovery codes. */
  removeTwoFactor = (agentId: string) => this.call<null>(`/agents/${agentId}/two-factor`, 'DELETE');

  /** Logs an agent out everywhere. */
  endSessions = (agentId: string) => this.call<null>(`/agents/${agentId}/sessions`, 'DELETE');

  /** Where and when backups are made, and those that there are, the latest first. */
  backups = () => this.call<{ plan: BackupPlan; items: BackupResource[] }>('/backups', 'GET');

  /** @param day of a daily one, as `2026-11-24` */
  startBackup = (backup: { kind: BackupResource['kind']; day?: string }) =>
    this.call<BackupResource>('/backups', 'POST', backup);

  /** Restores it into a scratch database and compares; the result is kept with the backup. */
  proveBackup = (id: string) => this.call<BackupResource>(`/backups/${id}/proof`, 'POST');

  /** The file of a backup, in memory: for large ones take a tool that writes to disk. */
  backupFile = (id: string) => this.http.bytes(`/api/v1/backups/${id}/file`);

  /** How the running system does; `BkcrmClient.system.watch` shows it as it changes. */
  system = () => this.call<SystemResource>('/system', 'GET');

  /** The problems there are, and those of the last 30 days, the latest first. */
  notices = () => this.call<NoticesSeen & { items: NoticeResource[] }>('/notices', 'GET');

  /** Whoever asks has seen all of them. */
  seeNotices = () => this.call<NoticesSeen>('/notices/seen', 'POST');

  /** What became of the messages of the last two days, by number and hour. */
  ledger = () => this.call<{ items: LedgerHour[] }>('/ledger', 'GET');

  /** What could not be handled, the latest first. @param cursor of the page before */
  letters = async (box: LetterBox, cursor?: string) =>
    (
      await this.http.call<{ items: LetterSummary[]; nextCursor: string | null }>(`/letters/${box}`, {
        query: { cursor },
      })
    ).data;

  letter = (box: LetterBox, id: string) => this.call<LetterResource>(`/letters/${box}/${id}`, 'GET');

  /** @param body JSON that takes the place of the only letter's @returns those that are in their queues again */
  replayLetters = (box: LetterBox, ids: string[], body?: string) =>
    this.call<{ ids: string[] }>(`/letters/${box}/replay`, 'POST', { ids, body });

  /** @param reason for the audit log */
  discardLetters = (box: LetterBox, ids: string[], reason: string) =>
    this.call<{ ids: string[] }>(`/letters/${box}/discard`, 'POST', { ids, reason });

  /** Everything that is stored of a person, as an archive (`.tar.gz`), in memory: for large ones take a tool that writes to disk. */
  exportContact = (id: string) => this.http.bytes(`/api/v1/contacts/${id}/export`, exportTimeoutMs);

  /** Has everything of a person erased, for good. @param reason for the audit log */
  eraseContact = (id: string, reason: string) =>
    this.call<ErasureResource>(`/contacts/${id}/erasure`, 'POST', { reason });

  private async call<T>(path: string, method: Call['method'], body?: unknown): Promise<T> {
    return (await this.http.call<T>(path, { method, ...(body !== undefined && { body }) })).data;
  }
}
