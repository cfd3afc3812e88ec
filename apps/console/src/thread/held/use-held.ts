import type { PendingMessage } from '@bkcrm/client';
import type { MessageResource } from '@bkcrm/contracts';
import { useMemo, useState } from 'react';
import { useClientState } from '../../session/client.js';
import { isHeld } from '../message-rules.js';

export interface HeldReply {
  message: PendingMessage;
  /** What others have said since its author looked, the oldest first. */
  newer: MessageResource[];
  /** Whether its text stands in the composer's field, to be changed there. */
  isInField: boolean;
  takeToField: () => void;
}

/** The reply that the server has not taken because somebody else was faster. @param isFieldFree nothing else is being written */
export function useHeld(ticketId: string, isFieldFree: boolean): HeldReply | null {
  const pending = useClientState((state) => state.pending);
  const thread = useClientState((state) => state.threads.get(ticketId));
  const conversation = useClientState((state) => state.conversations.get(thread?.conversationId ?? ''));
  const me = useClientState((state) => state.agent?.id);
  const message = useMemo(() => pending.find((one) => one.ticketId === ticketId && isHeld(one)), [pending, ticketId]);
  const newer = useMemo(
    () =>
      (conversation?.messages ?? [])
        .filter(({ turn, author }) => (turn ?? 0) > (message?.seen ?? 0) && author?.id !== me)
        .sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0)),
    [conversation, message, me],
  );
  const [met, setMet] = useState<string | null>(null);
  const [inField, setInField] = useState<string | null>(null);
  const isText = message !== undefined && message.text !== '';
  if (message !== undefined && met !== message.clientId) {
    // Asked once: a text must not jump into the field while somebody empties it.
    setMet(message.clientId);
    if (isText && isFieldFree) setInField(message.clientId);
  }
  if (message === undefined) return null;
  return {
    message,
    newer,
    isInField: isText && inField === message.clientId,
    takeToField: () => setInField(message.clientId),
  };
}
