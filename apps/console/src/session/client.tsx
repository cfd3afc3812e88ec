import { BkcrmClient } from '@bkcrm/client';
import type { ClientState } from '@bkcrm/client';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

const ClientContext = createContext<BkcrmClient | null>(null);

/** One client for the whole page. It connects when somebody is logged in. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new BkcrmClient({ url: '', storage: window.localStorage }));
  useEffect(() => hurryWhenBack(client), [client]);
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): BkcrmClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useClient outside of ClientProvider');
  return client;
}

/** @param select must answer the same object while nothing changed */
export function useClientState<T>(select: (state: ClientState) => T): T {
  const { store } = useClient();
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()));
}

/** A device that wakes up or finds its network again should not wait for the next attempt. */
function hurryWhenBack(client: BkcrmClient): () => void {
  const hurry = (): void => {
    if (document.visibilityState === 'visible') client.hurry();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  return () => {
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
  };
}
