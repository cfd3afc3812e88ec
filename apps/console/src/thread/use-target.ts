import { useEffect, useRef } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { leaveMessage } from '../shell/route.js';
import { useToasts } from '../ui/toasts.js';
import type { ThreadView } from './use-thread.js';

/** Pages of history that are loaded to reach a message. */
const mostPages = 60;

interface Target {
  ticketId: string;
  messageId: string | undefined;
  thread: Pick<ThreadView, 'messages' | 'hasOlder' | 'isLoadingOlder'>;
  isSettled: boolean;
  jumpTo: (messageId: string) => void;
}

/** Shows the message that the address names: loads what is older until it is there. Then the address is that of the ticket again. */
export function useTarget({ ticketId, messageId, thread, isSettled, jumpTo }: Target): void {
  const client = useClient();
  const text = useText();
  const { showDone, showError } = useToasts();
  const { messages, hasOlder, isLoadingOlder } = thread;
  const pages = useRef(0);
  const ended = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (messageId === undefined) {
      ended.current = undefined;
      pages.current = 0;
      return;
    }
    if (ended.current === messageId || messages === undefined || !isSettled || isLoadingOlder) return;
    const end = (): void => {
      ended.current = messageId;
      leaveMessage(ticketId, messageId);
    };
    if (messages.some(({ id }) => id === messageId)) {
      end();
      jumpTo(messageId);
    } else if (hasOlder && pages.current < mostPages) {
      pages.current += 1;
      client.loadOlder(ticketId).catch((error: unknown) => {
        end();
        showError(error);
      });
    } else {
      end();
      showDone(text.search.tooFar);
    }
  }, [client, ticketId, messageId, messages, hasOlder, isLoadingOlder, isSettled, jumpTo, showDone, showError, text]);
}
