import type { BackupPlan, BackupResource } from '@bkcrm/contracts';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

interface Backups {
  plan: BackupPlan;
  items: BackupResource[];
}

/** While the page is open, a backup that is made shows its progress. Milliseconds. */
const refreshMs = 5_000;

/** The backups; null until they are known. */
export function useBackups(): { backups: Backups | null; reload: () => void } {
  const client = useClient();
  const { showError } = useToasts();
  const [backups, setBackups] = useState<Backups | null>(null);
  const reload = useCallback(() => {
    client.api.administration.backups().then(setBackups, showError);
  }, [client, showError]);
  useEffect(() => {
    reload();
    const timer = setInterval(reload, refreshMs);
    return () => clearInterval(timer);
  }, [reload]);
  return { backups, reload };
}
