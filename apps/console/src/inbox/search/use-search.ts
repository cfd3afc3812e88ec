import { ApiError } from '@bkcrm/client';
import type { BkcrmClient } from '@bkcrm/client';
import type { SearchResults } from '@bkcrm/contracts';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../../session/client.js';

/** After the last key. */
const pauseMs = 250;
const shortest = 2;

interface Outcome {
  found: SearchResults | undefined;
  error: unknown;
}

export interface ServerSearch extends Outcome {
  isSearching: boolean;
  loadOlder: () => void;
}

/** Asks the server for what is typed, once the typing pauses. Until it answers, the answer to what was typed just before stays. */
export function useSearch(typed: string): ServerSearch {
  const client = useClient();
  const q = typed.trim();
  const isWanted = q.length >= shortest;
  const [answer, setAnswer] = useState({ q: '', isLoadingOlder: false, ...nothing });

  useEffect(() => {
    if (!isWanted) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void (async () => {
        const outcome = await ask(client, q);
        if (isCurrent) setAnswer({ q, isLoadingOlder: false, ...outcome });
      })();
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, q, isWanted]);

  const loadOlder = useCallback(() => {
    const { found } = answer;
    if (found === undefined || found.nextCursor === null) return;
    const before = found.nextCursor;
    setAnswer((now) => ({ ...now, isLoadingOlder: true, error: undefined }));
    void (async () => {
      const older = await ask(client, answer.q, before);
      // Something else was answered meanwhile.
      setAnswer((now) => (now.found === found ? { ...now, isLoadingOlder: false, ...joined(found, older) } : now));
    })();
  }, [client, answer]);

  const isOfThis = q.startsWith(answer.q) || answer.q.startsWith(q);
  const { found, error } = isWanted && isOfThis ? answer : nothing;
  return { found, error, isSearching: isWanted && (answer.q !== q || answer.isLoadingOlder), loadOlder };
}

const nothing: Outcome = { found: undefined, error: undefined };

function joined(newer: SearchResults, { found: older, error }: Outcome): Outcome {
  if (older === undefined) return { found: newer, error };
  const messages = [...newer.messages, ...older.messages];
  return { found: { contacts: newer.contacts, messages, nextCursor: older.nextCursor }, error };
}

async function ask(client: BkcrmClient, q: string, before?: string): Promise<Outcome> {
  try {
    const { data } = await client.api.search(q, before === undefined ? {} : { before });
    return { found: data, error: undefined };
  } catch (error) {
    // Signs and single letters: there is nothing to look for yet.
    return error instanceof ApiError && error.code === 'search.no-words' ? nothing : { found: undefined, error };
  }
}
