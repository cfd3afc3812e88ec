import type { AttachmentResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../../i18n/text.js';
import { useClient } from '../../session/client.js';
import { useToasts } from '../../ui/toasts.js';
import type { Attachment } from './use-attachment.js';

interface Props {
  resource: AttachmentResource | null;
  attachment: Attachment;
}

/** Says why a file is not shown, if it is not, and lets the agent ask WhatsApp for it (again). */
export function AttachmentNote({ resource, attachment: { state } }: Props) {
  const { content: words } = useText();
  if (resource === null || state === 'ready' || state === 'idle' || state === 'loading') return null;
  if (state === 'fetching') return <small className="attachment-note">{words.fetching}</small>;
  if (state === 'unavailable') return <small className="attachment-note">{words.unavailable}</small>;
  return (
    <small className="attachment-note">
      {state === 'failed' && <span title={resource.failure?.message}>{noteOf(resource.failure, words)} </span>}
      <FetchButton attachmentId={resource.id}>{state === 'failed' ? words.fetchAgain : words.fetch}</FetchButton>
    </small>
  );
}

function FetchButton({ attachmentId, children }: { attachmentId: string; children: string }) {
  const client = useClient();
  const { showError } = useToasts();
  const [isAsked, setAsked] = useState(false);
  const ask = async (): Promise<void> => {
    setAsked(true);
    try {
      await client.api.fetchFile(attachmentId);
    } catch (error) {
      showError(error);
    } finally {
      setAsked(false);
    }
  };
  return (
    <button type="button" disabled={isAsked} onClick={() => void ask()}>
      {children}
    </button>
  );
}

interface Words {
  failed: string;
  gone: string;
}

const noteOf = (failure: AttachmentResource['failure'], { failed, gone }: Words): string =>
  failure?.code === 'file.gone' ? gone : failed;
