import type { MessageResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import { AttachmentNote } from './attachment-note.js';
import { formatSeconds } from './format.js';
import { frameOf, thumbnailOf } from './image-view.js';
import { useAttachment } from './use-attachment.js';

export function VideoView({ message }: { message: MessageResource }) {
  const text = useText();
  const media = message.content.media ?? {};
  const [isWanted, setWanted] = useState(false);
  const attachment = useAttachment(message.attachment, isWanted);
  const preview = thumbnailOf(media);
  const isRound = media.round === true;
  return (
    <figure className="media" data-round={isRound} style={isRound ? { aspectRatio: '1', width: 240 } : frameOf(media)}>
      {attachment.url === null ? (
        <button
          type="button"
          className="media-button"
          aria-label={`${text.content.play}: ${text.kinds.video}`}
          disabled={message.attachment?.url == null}
          onClick={() => setWanted(true)}
        >
          {preview !== null && <img src={preview} alt="" data-preview="true" />}
          <span className="media-play">
            {attachment.state === 'loading' ? <span className="spinner" /> : <Icon name="play" size={26} />}
          </span>
          {media.seconds !== undefined && <span className="media-length">{formatSeconds(media.seconds)}</span>}
        </button>
      ) : (
        <video
          src={attachment.url}
          controls={!media.gif}
          loop={media.gif === true}
          muted={media.gif === true}
          autoPlay
          playsInline
        >
          <track kind="captions" />
        </video>
      )}
      <AttachmentNote resource={message.attachment} attachment={attachment} />
    </figure>
  );
}
