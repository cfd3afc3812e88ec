import type { AttachmentResource } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { useClient } from '../../session/client.js';
import { BlobCache } from './blob-cache.js';

const cache = new BlobCache(60);

/** `unavailable`: the gateway has it but did not give it just now; the other states without an address are the resource's. */
export type Attachment =
  | { state: 'idle' | 'loading' | 'unavailable' | 'remote' | 'fetching' | 'failed'; url: null }
  | { state: 'ready'; url: string };

/** The file of a message as an address that the page may show. Fetched with the session's token, once, when wanted. */
export function useAttachment(attachment: AttachmentResource | null, isWanted: boolean): Attachment {
  const source = attachment?.url ?? null;
  const fetched = useFetchedUrl(source, isWanted);
  if (attachment === null) return { state: 'failed', url: null };
  if (source === null) return { state: attachment.state === 'stored' ? 'fetching' : attachment.state, url: null };
  return fetched;
}

/** A small picture of a file; `unavailable` when there can be none. */
export function useThumbnail(attachment: AttachmentResource | null): Attachment {
  const source = attachment?.thumbnailUrl ?? null;
  const fetched = useFetchedUrl(source, source !== null);
  return source === null ? { state: 'unavailable', url: null } : fetched;
}

function useFetchedUrl(source: string | null, isWanted: boolean): Attachment {
  const client = useClient();
  const [result, setResult] = useState<{ source: string; url: string | null } | null>(null);
  useEffect(() => {
    if (source === null || !isWanted) return undefined;
    let isCurrent = true;
    cache
      .get(source, () => client.api.attachment(source))
      .then(
        (url) => isCurrent && setResult({ source, url }),
        () => isCurrent && setResult({ source, url: null }),
      );
    return () => {
      isCurrent = false;
    };
  }, [client, source, isWanted]);

  if (result?.source !== source) return { state: isWanted ? 'loading' : 'idle', url: null };
  return result.url === null ? { state: 'unavailable', url: null } : { state: 'ready', url: result.url };
}
