import type { NoticeResource } from '@bkcrm/contracts';
import { unseenNotices } from '@bkcrm/client';
import { useEffect, useMemo } from 'react';
import { useClient, useClientState } from '../session/client.js';

/** The notices, the latest first; null until they are known. */
export function useNotices(): NoticeResource[] | null {
  const notices = useClientState((state) => state.notices);
  return useMemo(
    () => notices && [...notices.values()].sort((one, other) => other.begunAt.localeCompare(one.begunAt)),
    [notices],
  );
}

/** Problems that last and that this administrator has not seen. Others are told of none. */
export function useUnseenNotices(): NoticeResource[] {
  const notices = useClientState((state) => state.notices);
  const noticesSeenAt = useClientState((state) => state.noticesSeenAt);
  return useMemo(() => unseenNotices({ notices, noticesSeenAt }), [notices, noticesSeenAt]);
}

/** Keeps the notices known while an administrator is here. */
export function useKeptNotices(isAdministrator: boolean): void {
  const client = useClient();
  useEffect(() => (isAdministrator ? client.system.keepNotices() : undefined), [client, isAdministrator]);
}
