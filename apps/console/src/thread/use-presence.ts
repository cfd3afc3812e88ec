import { presenceOf } from '@bkcrm/client';
import { useEffect, useState } from 'react';
import { useClientState } from '../session/client.js';

/** Whether the contact is typing or recording right now. */
export function usePresence(ticketId: string): 'composing' | 'recording' | null {
  const presence = useClientState((state) => state.presence.get(ticketId));
  const state = useClientState((all) => presenceOf(all, ticketId, Date.now()));
  const [, refresh] = useState(0);
  useEffect(() => {
    if (presence === undefined) return undefined;
    const timer = setTimeout(() => refresh((count) => count + 1), 20_500);
    return () => clearTimeout(timer);
  }, [presence]);
  return state === 'composing' || state === 'recording' ? state : null;
}
