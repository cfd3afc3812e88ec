import type { LetterBox } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

export interface LetterOrders {
  isBusy: boolean;
  /** A body takes the place of the only letter's. */
  replay: (ids: string[], body?: string) => void;
  discard: (ids: string[], reason: string) => void;
}

/** What can be done with letters; `onDone` when it was, and the list is another. */
export function useLetterOrders(box: LetterBox, onDone: () => void): LetterOrders {
  const { administration } = useClient().api;
  const { letters: words } = useText();
  const { showDone, showError } = useToasts();
  const [isBusy, setBusy] = useState(false);
  const run = async (work: () => Promise<{ ids: string[] }>, sentence: (count: number) => string): Promise<void> => {
    setBusy(true);
    try {
      const { ids } = await work();
      showDone(sentence(ids.length));
      onDone();
    } catch (error) {
      showError(error);
    }
    setBusy(false);
  };
  return {
    isBusy,
    replay: (ids, body) => void run(() => administration.replayLetters(box, ids, body), words.replayed),
    discard: (ids, reason) => void run(() => administration.discardLetters(box, ids, reason), words.discarded),
  };
}
