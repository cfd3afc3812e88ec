import type { LetterBox, LetterSummary } from '@bkcrm/contracts';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

interface Loaded {
  /** Of another box it is worth nothing. */
  box: LetterBox;
  letters: LetterSummary[];
  cursor: string | null;
}

interface LettersOfBox {
  /** The latest first. */
  letters: LetterSummary[];
  isLoading: boolean;
  /** Begins anew. */
  reload: () => void;
  /** Undefined when there is no further page. */
  loadMore: (() => void) | undefined;
}

export function useLetters(box: LetterBox): LettersOfBox {
  const client = useClient();
  const { showError } = useToasts();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const load = useCallback(
    (present: Loaded | null) =>
      client.api.administration.letters(box, present?.cursor ?? undefined).then(
        ({ items, nextCursor }) =>
          setLoaded({ box, letters: [...(present?.letters ?? []), ...items], cursor: nextCursor }),
        (error: unknown) => {
          showError(error);
          setLoaded((before) => (before?.box === box ? before : { box, letters: [], cursor: null }));
        },
      ),
    [client, box, showError],
  );
  useEffect(() => void load(null), [load]);
  const present = loaded?.box === box ? loaded : null;
  return {
    letters: present?.letters ?? [],
    isLoading: present === null,
    reload: () => void load(null),
    loadMore: present === null || present.cursor === null ? undefined : () => void load(present),
  };
}
