import type { AttachmentResource } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { useClient } from '../../session/client.js';
import { BlobCache } from './blob-cache.js';

const cache = new BlobCache(60);

export type Attachment =
  { state: 'idle' | 'loading' | 'remote' | 'failed'; url: null } | { state: 'ready'; url: string };

/** The file of a message as an address that the page may show. Fetched with the session's token, once, when wanted. */
export function useAttachment(attachment: AttachmentResource | null, isWanted: boolean): Attachment {
  const client = useClient();
  const source = attachment?.url ?? null;
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

  if (attachment === null || attachment.state === 'failed') return { state: 'failed', url: null };
  if (source === null) return { state: 'remote', url: null };
  if (result?.source !== source) return { state: isWanted ? 'loading' : 'idle', url: null };
  return result.url === null ? { state: 'failed', url: null } : { state: 'ready', url: result.url };
}
