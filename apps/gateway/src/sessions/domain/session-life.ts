const minute = 60_000;
const day = 24 * 60 * minute;

/** Without a refresh for so long, a session is over. */
export const idleFor = 7 * day;
/** However busy, it is over after this. */
export const longest = 30 * day;
/** A token that was just replaced is answered with its successor once more: two tabs, or an answer that got lost. */
const graceFor = 30_000;

export interface SessionDates {
  createdAt: Date;
  rotatedAt: Date;
  endedAt: Date | null;
}

export function sessionEndsAt({ createdAt, rotatedAt }: SessionDates): Date {
  return new Date(Math.min(createdAt.getTime() + longest, rotatedAt.getTime() + idleFor));
}

export function isSessionOpen(session: SessionDates, now: Date): boolean {
  return session.endedAt === null && now < sessionEndsAt(session);
}

export type RefreshVerdict =
  /** Give the successor and make it the current one. */
  | 'rotate'
  /** Give the current one again. */
  | 'repeat'
  /** Somebody holds a token that was replaced long ago: it was copied. */
  | 'reused'
  | 'closed';

/** What to do with a refresh token that we once issued for this session. */
export function judgeRefresh(
  session: SessionDates & { fingerprint: string; previousFingerprint: string | null },
  fingerprint: string,
  now: Date,
): RefreshVerdict {
  if (!isSessionOpen(session, now)) return 'closed';
  if (fingerprint === session.fingerprint) return 'rotate';
  const isJustReplaced = now.getTime() - session.rotatedAt.getTime() <= graceFor;
  return fingerprint === session.previousFingerprint && isJustReplaced ? 'repeat' : 'reused';
}
