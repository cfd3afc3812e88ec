import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

/** Ids of the agents whose logins need a code, and what asks for them again. For administrators. */
export function useTwoFactor(isAdministrator: boolean): { agentIds: ReadonlySet<string>; reload: () => void } {
  const client = useClient();
  const { showError } = useToasts();
  const [agentIds, setAgentIds] = useState<ReadonlySet<string>>(new Set());
  const reload = useCallback((): void => {
    if (!isAdministrator) return;
    client.api.administration.agentsWithTwoFactor().then((answer) => setAgentIds(new Set(answer.agentIds)), showError);
  }, [client, isAdministrator, showError]);
  useEffect(reload, [reload]);
  return { agentIds, reload };
}
