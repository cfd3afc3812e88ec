import type { PendingUpload } from '@bkcrm/client';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import { LocalPicture } from './compose/local-picture.js';
import { RichText } from './rich-text.js';
import './upload-bubble.css';

/** A file on its way into the server. */
export function UploadBubble({ upload }: { upload: PendingUpload }) {
  const client = useClient();
  const text = useText();
  const { clientId, file, fileName, kind, caption, sent, failure } = upload;
  const percent = file.size === 0 ? 0 : Math.min(100, Math.round((100 * sent) / file.size));
  const title = kind === 'voice' ? text.kinds.voice : fileName;
  return (
    <article
      className="message"
      data-testid={`upload-${clientId}`}
      data-direction="out"
      data-status={failure === null ? 'pending' : 'refused'}
      data-first="true"
      data-last="true"
    >
      <div className="bubble upload">
        {file.type.startsWith('image/') && <LocalPicture file={file} />}
        <p className="upload-name">
          <Icon name={kind === 'voice' ? 'microphone' : 'document'} size={16} />
          <span>{title}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={text.thread.discard}
            title={text.thread.discard}
            onClick={() => client.discardUpload(clientId)}
          >
            <Icon name="close" size={16} />
          </button>
        </p>
        {caption !== null && <RichText text={caption} />}
        {failure === null ? (
          <progress max={100} value={percent} aria-label={text.thread.uploading} />
        ) : (
          <div className="bubble-failure" data-status="failed">
            <p>{text.errors[failure.code] ?? failure.message}</p>
            <p className="bubble-choices">
              <button type="button" onClick={() => client.uploadAgain(clientId)}>
                {text.thread.again}
              </button>
            </p>
          </div>
        )}
      </div>
    </article>
  );
}
