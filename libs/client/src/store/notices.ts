import type { NoticeResource, NoticesSeen, SystemResource } from '@bkcrm/contracts';
import { withEntry } from './state.js';
import type { ClientState } from './state.js';

/** What REST answered. A notice that a signal brought meanwhile may be newer: what is over stays over. */
export function applyNotices(
  state: ClientState,
  { items, seenAt }: NoticesSeen & { items: NoticeResource[] },
): ClientState {
  const known = state.notices;
  const merged = items.map((notice) => (known?.get(notice.id)?.overAt == null ? notice : known.get(notice.id)));
  const notices = new Map(merged.flatMap((notice) => (notice === undefined ? [] : [[notice.id, notice] as const])));
  return { ...state, notices, noticesSeenAt: seenAt };
}

/** One that began, ended or changed. */
export function applyNotice(state: ClientState, notice: NoticeResource): ClientState {
  return { ...state, notices: withEntry(state.notices ?? new Map(), notice.id, notice) };
}

export function applyNoticesSeen(state: ClientState, { seenAt }: NoticesSeen): ClientState {
  return { ...state, noticesSeenAt: seenAt };
}

export function applySystem(state: ClientState, system: SystemResource): ClientState {
  return { ...state, system };
}

/** Problems that last and that this administrator has not seen, the latest first. */
export function unseenNotices({
  notices,
  noticesSeenAt,
}: Pick<ClientState, 'notices' | 'noticesSeenAt'>): NoticeResource[] {
  return [...(notices?.values() ?? [])]
    .filter(({ begunAt, overAt }) => overAt === null && (noticesSeenAt === null || begunAt > noticesSeenAt))
    .sort((one, other) => other.begunAt.localeCompare(one.begunAt));
}
