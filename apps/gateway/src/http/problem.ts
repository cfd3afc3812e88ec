/** Anything the gateway answers instead of what was asked for. `code` is stable, for programs. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    /** HTTP status. */
    readonly status: number,
    message: string,
    readonly extra: {
      details?: unknown;
      retryAfterSeconds?: number;
      /** The same, for clients that can wait more exactly. */
      retryAfterMs?: number;
      /** Further headers of the answer. */
      headers?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: extra.cause });
    this.name = 'Problem';
  }
}

export const problems = {
  invalidRequest: (fields: Record<string, string[]>) =>
    new Problem('request.invalid', 400, 'the request is not valid', { details: { fields } }),
  unauthenticated: () => new Problem('auth.invalid-token', 401, 'an access token is needed that is valid and current'),
  invalidCredentials: () => new Problem('auth.invalid-credentials', 401, 'the e-mail address or the password is wrong'),
  invalidRefreshToken: () => new Problem('auth.invalid-refresh-token', 401, 'the session is over: log in again'),
  wrongPassword: () => new Problem('auth.wrong-password', 403, 'this is not your present password'),
  invalidResetToken: () =>
    new Problem('auth.invalid-reset-token', 400, 'this link was used already, is too old or is not one of ours'),
  foreignOrigin: () => new Problem('auth.foreign-origin', 403, 'pages of another origin cannot use the session cookie'),
  forbidden: (permission: string | undefined) =>
    new Problem('actor.forbidden', 403, 'you may not do this', { details: { permission } }),
  sessionNotFound: () => new Problem('session.not-found', 404, 'there is no such session of yours'),
  agentNotFound: () => new Problem('agent.not-found', 404, 'this agent does not exist or is disabled'),
  apiTokenNotFound: () => new Problem('api-token.not-found', 404, 'there is no such API token'),
  apiTokenExists: () =>
    new Problem('api-token.exists', 409, 'this token was issued already and cannot be shown again: revoke it'),
  codeRequired: () => new Problem('auth.code-required', 401, 'a code of the authenticator app is needed, too'),
  invalidCode: () => new Problem('auth.invalid-code', 401, 'this code is wrong, too old or was used already'),
  twoFactorOn: () => new Problem('two-factor.on', 409, 'a second factor is in use: disable it first'),
  tooManyAttempts: (retryAfterSeconds: number) =>
    new Problem('auth.too-many-attempts', 429, 'too many failed attempts: wait before the next one', {
      retryAfterSeconds,
    }),
  rateLimited: (retryAfterMs: number, headers: Record<string, string>) =>
    new Problem('rate.limited', 429, 'too many requests: wait a moment', {
      retryAfterSeconds: Math.ceil(retryAfterMs / 1000),
      retryAfterMs,
      headers,
    }),
  ticketNotFound: () => new Problem('ticket.not-found', 404, 'this ticket does not exist or may not be seen'),
  contactNotFound: () =>
    new Problem('contact.not-found', 404, 'this contact does not exist, or turned out to be another one'),
  attachmentNotFound: () =>
    new Problem('attachment.not-found', 404, 'this attachment does not exist, is not stored or may not be seen'),
  backupUnreachable: () =>
    new Problem('backup.unreachable', 404, 'the file of this backup is not where the gateway looks (BACKUP_TARGET)'),
  thumbnailNotFound: () => new Problem('attachment.no-thumbnail', 404, 'there is no small picture of this attachment'),
  thumbnailLater: () =>
    new Problem('attachment.thumbnail-later', 503, 'many small pictures are being made: ask again in a moment', {
      retryAfterSeconds: 2,
    }),
  fileTypeRefused: (kind: string, mimeType: string) =>
    new Problem('attachment.type-refused', 415, `a file of type ${mimeType} cannot be sent as ${kind}`, {
      details: { kind, mimeType },
    }),
  fileTooLarge: (kind: string, limit: number) =>
    new Problem('attachment.too-large', 413, `as ${kind}, a file may have ${limit} bytes at most`, {
      details: { kind, limit },
    }),
  fileEmpty: () => new Problem('attachment.empty', 400, 'the file is empty'),
  fileAsJson: () =>
    new Problem('request.unsupported-media-type', 415, 'send the bytes of a file as application/octet-stream'),
  noWords: () =>
    new Problem(
      'search.no-words',
      400,
      'there is nothing to look for: at least one word of two letters or digits is needed',
    ),
  searchBusy: () =>
    new Problem('search.busy', 503, 'many are searching: ask again in a moment', { retryAfterSeconds: 2 }),
  routeNotFound: () => new Problem('route.not-found', 404, 'there is nothing at this address'),
  eventsTooOld: (oldest: number) =>
    new Problem('events.too-old', 410, 'events after this number are no longer kept: load the resources afresh', {
      details: { oldest },
    }),
  eventsAhead: (head: number) =>
    new Problem('events.ahead', 409, 'the log has not reached this number: load the resources afresh', {
      details: { head },
    }),
  eventsUnavailable: () =>
    new Problem('events.unavailable', 503, 'the event log cannot be read at the moment', { retryAfterSeconds: 1 }),
};
