import { useText } from '../../i18n/text.js';
import type { Attachment } from './use-attachment.js';

/** Says why a file is not shown, if it is not. */
export function AttachmentNote({ attachment }: { attachment: Attachment }) {
  const text = useText();
  if (attachment.state === 'remote') return <small className="attachment-note">{text.content.fetching}</small>;
  if (attachment.state === 'failed') return <small className="attachment-note">{text.content.failed}</small>;
  return null;
}
