import type { Call, Http } from './http.js';

/** A login on one device. */
export interface AccountSession {
  id: string;
  /** ISO 8601, as all times here. */
  createdAt: string;
  /** Of the last refresh. */
  lastUsedAt: string;
  endsAt: string;
  address: string | null;
  userAgent: string | null;
  /** Whether it is the one that asks. */
  current: boolean;
}

/** One's own password, sessions and second factor. All reject with ApiError. */
export class AccountApi {
  constructor(private readonly http: Http) {}

  /** Ends all other sessions. @throws ApiError `auth.wrong-password` */
  changePassword = (currentPassword: string, newPassword: string) =>
    this.call<null>('/auth/change-password', 'POST', { currentPassword, newPassword });

  sessions = () => this.call<{ items: AccountSession[] }>('/sessions', 'GET');

  endSession = (id: string) => this.call<null>(`/sessions/${id}`, 'DELETE');

  endOtherSessions = () => this.call<null>('/sessions?keep=current', 'DELETE');

  twoFactor = () => this.call<{ enabled: boolean }>('/two-factor', 'GET');

  /** @returns an `otpauth:` address for an authenticator app. Nothing changes before a code is confirmed. */
  enrol = (password: string) => this.call<{ uri: string }>('/two-factor/enrol', 'POST', { password });

  /** From now on logins need a code. @returns what is shown only this once */
  confirmCode = (code: string) => this.call<{ recoveryCodes: string[] }>('/two-factor/confirm', 'POST', { code });

  disableTwoFactor = (password: string) => this.call<null>('/two-factor/disable', 'POST', { password });

  private async call<T>(path: string, method: Call['method'], body?: unknown): Promise<T> {
    return (await this.http.call<T>(path, { method, ...(body !== undefined && { body }) })).data;
  }
}
