import type { AuditEntry, AuditFilter } from '@bkcrm/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

interface AuditPages {
  /** The latest first. */
  entries: AuditEntry[];
  isLoading: boolean;
  /** Loads the page after; undefined when there is none. */
  loadMore: (() => void) | undefined;
}

interface Loaded {
  /** What it was asked for: of another filter it is worth nothing. */
  filter: AuditFilter;
  entries: AuditEntry[];
  cursor: string | null;
}

/** The audit log page by page; another filter begins anew. */
export function useAudit(filter: AuditFilter): AuditPages {
  const client = useClient();
  const { showError } = useToasts();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [isLoadingMore, setLoadingMore] = useState(false);
  useEffect(() => {
    let isWanted = true;
    const show = (entries: AuditEntry[], cursor: string | null): void => {
      if (isWanted) setLoaded({ filter, entries, cursor });
    };
    client.api.administration.audit(filter).then(
      ({ items, nextCursor }) => show(items, nextCursor),
      (error: unknown) => {
        showError(error);
        show([], null);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [client, filter, showError]);

  if (loaded?.filter !== filter) return { entries: [], isLoading: true, loadMore: undefined };
  const { entries, cursor } = loaded;
  const loadMore = async (after: string): Promise<void> => {
    setLoadingMore(true);
    try {
      const page = await client.api.administration.audit(filter, after);
      const longer = { filter, entries: [...entries, ...page.items], cursor: page.nextCursor };
      setLoaded((present) => (present === loaded ? longer : present));
    } catch (error) {
      showError(error);
    }
    setLoadingMore(false);
  };
  return {
    entries,
    isLoading: isLoadingMore,
    loadMore: cursor === null ? undefined : () => void loadMore(cursor),
  };
}
