import type { ServerResource } from '@bkcrm/contracts';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

/** The Evolution servers, for whoever may know them. They change rarely: whoever changes one asks again. */
export function useServers(isAllowed: boolean): { servers: ServerResource[]; reload: () => void } {
  const client = useClient();
  const { showError } = useToasts();
  const [servers, setServers] = useState<ServerResource[]>([]);
  const reload = useCallback(() => {
    client.api.numbers.servers().then(({ items }) => setServers(items), showError);
  }, [client, showError]);
  useEffect(() => {
    if (isAllowed) reload();
  }, [isAllowed, reload]);
  return { servers, reload };
}
