const minute = 60_000;
const day = 24 * 60 * minute;

/** Without a refresh for so long, a session is over. */
export const idleFor = 7 * day;
/** However busy, it is over after this. */
export const longest = 30 * day;
/** A token that was just replaced is answered with its successor once more, and its successor with itself: several tabs, that is. */
const graceFor = 30_000;

export interface SessionDates {
  createdAt: Date;
  rotatedAt: Date;
  endedAt: Date | null;
}

/** What a session knows of its refresh tokens. */
export interface SessionTokens {
  /** Of the one that is good now. */
  fingerprint: string;
  /** Of the one before it. */
  previousFingerprint: string | null;
  /** When the last replacement was made of which we know that its answer arrived. */
  confirmedAt: Date | null;
}

export function sessionEndsAt({ createdAt, rotatedAt }: SessionDates): Date {
  return new Date(Math.min(createdAt.getTime() + longest, rotatedAt.getTime() + idleFor));
}

/** Sessions that nobody ended are open when they began, and were refreshed last, after these moments. */
export function openSince(now: Date): { createdAfter: Date; rotatedAfter: Date } {
  return { createdAfter: new Date(now.getTime() - longest), rotatedAfter: new Date(now.getTime() - idleFor) };
}

export function isSessionOpen({ createdAt, rotatedAt, endedAt }: SessionDates, now: Date): boolean {
  const { createdAfter, rotatedAfter } = openSince(now);
  return endedAt === null && createdAt > createdAfter && rotatedAt > rotatedAfter;
}

export type RefreshVerdict =
  /** Give the successor and make it the current one. */
  | 'rotate'
  /** It is the current one, and new: leave it so. */
  | 'keep'
  /** It is the one before: give the current one again. */
  | 'repeat'
  /** Somebody holds a token whose successor is in use: it was copied. */
  | 'reused'
  | 'closed';

/** What to do with a refresh token that we once issued for this session. */
export function judgeRefresh(session: SessionDates & SessionTokens, fingerprint: string, now: Date): RefreshVerdict {
  if (!isSessionOpen(session, now)) return 'closed';
  const isJustReplaced =
    session.previousFingerprint !== null && now.getTime() - session.rotatedAt.getTime() <= graceFor;
  // Tabs share the place where the token is kept. Replaced twice at once, the earlier answer could arrive last and stay there.
  if (fingerprint === session.fingerprint) return isJustReplaced ? 'keep' : 'rotate';
  if (fingerprint !== session.previousFingerprint) return 'reused';
  // Nobody uses the successor: its answer got lost, however long ago.
  const isUnconfirmed = session.confirmedAt === null || session.confirmedAt < session.rotatedAt;
  return isJustReplaced || isUnconfirmed ? 'repeat' : 'reused';
}
