import type { TicketChange } from '@bkcrm/client';
import type { TicketResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

export interface TicketActions {
  isBusy: boolean;
  change: (change: TicketChange) => Promise<void>;
  resolve: () => Promise<void>;
}

/** Changes of a ticket, with what went wrong shown to the agent. */
export function useTicketActions(ticket: TicketResource): TicketActions {
  const client = useClient();
  const text = useText();
  const { showError, showDone } = useToasts();
  const [isBusy, setBusy] = useState(false);

  const attempt = async (change: TicketChange): Promise<boolean> => {
    setBusy(true);
    try {
      await client.updateTicket(ticket.id, change);
      return true;
    } catch (error) {
      showError(error);
      return false;
    } finally {
      setBusy(false);
    }
  };

  return {
    isBusy,
    change: async (change) => void (await attempt(change)),
    resolve: async () => {
      const { status } = ticket;
      if (!(await attempt({ status: 'resolved' }))) return;
      showDone(text.ticket.resolvedToast, { label: text.ticket.undo, run: () => void attempt({ status }) });
    },
  };
}
