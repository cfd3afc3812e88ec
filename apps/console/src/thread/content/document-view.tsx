import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../../i18n/text.js';
import { useClient } from '../../session/client.js';
import { Icon } from '../../ui/icons.js';
import { useToasts } from '../../ui/toasts.js';
import { AttachmentNote } from './attachment-note.js';
import { formatBytes } from './format.js';
import { thumbnailOf } from './image-view.js';
import { useAttachment, useThumbnail } from './use-attachment.js';
import { save } from '../../ui/save.js';

export function DocumentView({ message: { content, attachment, text: caption } }: { message: MessageResource }) {
  const text = useText();
  const client = useClient();
  const { showError } = useToasts();
  const media = content.media ?? {};
  const name = attachment?.fileName ?? media.fileName ?? caption ?? text.kinds.document;
  const size = attachment?.size ?? media.size ?? null;
  const facts = [
    extensionOf(name),
    ...(media.pages === undefined ? [] : [text.content.pages(media.pages)]),
    ...(size === null ? [] : [formatBytes(size, text.locale)]),
  ];
  const url = attachment?.url ?? null;
  const file = useAttachment(attachment, false);
  const small = useThumbnail(attachment);
  const preview = small.url ?? thumbnailOf(media);
  const download = async (): Promise<void> => {
    if (url === null) return;
    try {
      save(await client.api.attachment(url), name);
    } catch (error) {
      showError(error);
    }
  };
  return (
    <div className="document">
      {preview !== null && <img className="document-preview" src={preview} alt="" />}
      <button
        type="button"
        className="card"
        disabled={url === null}
        aria-label={`${text.content.download}: ${name}`}
        onClick={() => void download()}
      >
        <span className="card-icon">
          <Icon name="document" size={22} />
        </span>
        <span className="card-text">
          <strong>{name}</strong>
          <small>{facts.filter(Boolean).join(' · ')}</small>
        </span>
        {url !== null && <Icon name="download" size={18} />}
      </button>
      <AttachmentNote resource={attachment} attachment={file} />
    </div>
  );
}

function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? '';
}
