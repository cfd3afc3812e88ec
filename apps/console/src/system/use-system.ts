import type { SystemResource } from '@bkcrm/contracts';
import { useCallback, useEffect, useState } from 'react';
import { useClient, useClientState } from '../session/client.js';

interface WatchedSystem {
  system: SystemResource | null;
  /** It could not be found out, and there is nothing to show. */
  hasFailed: boolean;
  /** What is shown may have changed since: there is no connection. */
  isStale: boolean;
  retry: () => void;
}

/** How the system does, as it changes, while the page is open. */
export function useSystem(): WatchedSystem {
  const client = useClient();
  const system = useClientState((state) => state.system);
  const isLive = useClientState((state) => state.status === 'live');
  const isMissing = system === null;
  const [hasFailed, setFailed] = useState(false);
  const load = useCallback(() => {
    client.system.load().then(
      () => setFailed(false),
      () => setFailed(true),
    );
  }, [client]);
  useEffect(() => client.system.watch(), [client]);
  useEffect(() => {
    // Also when the connection is back: what was shown before may be old.
    if (isLive || isMissing) load();
  }, [isLive, isMissing, load]);
  return { system, hasFailed: hasFailed && isMissing, isStale: !isLive, retry: load };
}
