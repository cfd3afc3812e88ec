import { viewersOf } from '@bkcrm/client';
import { useEffect, useMemo, useState } from 'react';
import { useClient, useClientState } from '../../session/client.js';

const lookMs = 2_000;

export type Viewers = ReturnType<typeof viewersOf>;

/** Colleagues who have the ticket open too. */
export function useViewers(ticketId: string): Viewers {
  const { store } = useClient();
  const known = useClientState((state) => state.viewers.get(ticketId));
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (known === undefined) return undefined;
    const look = (): void => setNow(Date.now());
    look();
    const timer = setInterval(look, lookMs);
    return () => clearInterval(timer);
  }, [known]);
  return useMemo(
    () => (known === undefined ? [] : viewersOf(store.getSnapshot(), ticketId, now)),
    [known, store, ticketId, now],
  );
}
