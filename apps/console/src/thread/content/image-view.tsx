import type { MediaContent, MessageResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../../i18n/text.js';
import { AttachmentNote } from './attachment-note.js';
import { Lightbox } from './lightbox.js';
import { useAttachment, useThumbnail } from './use-attachment.js';

export function ImageView({ message }: { message: MessageResource }) {
  const text = useText();
  const media = message.content.media ?? {};
  const [isOpen, setOpen] = useState(false);
  const small = useThumbnail(message.attachment);
  const attachment = useAttachment(message.attachment, isOpen || small.state === 'unavailable');
  const picture = small.url ?? attachment.url;
  const source = picture ?? thumbnailOf(media);
  return (
    <figure className="media" style={frameOf(media)}>
      {source === null ? (
        <span className="media-empty">{attachment.state === 'loading' && <span className="spinner" />}</span>
      ) : (
        <button type="button" className="media-button" aria-label={text.content.open} onClick={() => setOpen(true)}>
          <img src={source} alt={message.text ?? text.kinds.image} data-preview={picture === null} />
        </button>
      )}
      <AttachmentNote resource={message.attachment} attachment={attachment} />
      {isOpen && attachment.url !== null && (
        <Lightbox
          url={attachment.url}
          fileName={message.attachment?.fileName ?? `${message.id}.jpg`}
          alt={message.text ?? text.kinds.image}
          onClose={() => setOpen(false)}
        />
      )}
    </figure>
  );
}

export function StickerView({ message }: { message: MessageResource }) {
  const text = useText();
  const attachment = useAttachment(message.attachment, true);
  const source = attachment.url ?? thumbnailOf(message.content.media ?? {});
  return (
    <figure className="sticker">
      {source === null ? <span className="sticker-empty" /> : <img src={source} alt={text.kinds.sticker} />}
      <AttachmentNote resource={message.attachment} attachment={attachment} />
    </figure>
  );
}

/** WhatsApp's own small preview. */
export function thumbnailOf({ thumbnail }: { thumbnail?: string }): string | null {
  return thumbnail === undefined || thumbnail === '' ? null : `data:image/jpeg;base64,${thumbnail}`;
}

const largest = 320;

/** Keeps the place of a picture before it is there, so that nothing moves when it comes. */
export function frameOf({ width, height }: MediaContent): { aspectRatio: string; width: number } {
  if (width === undefined || height === undefined || width <= 0 || height <= 0)
    return { aspectRatio: '4 / 3', width: 280 };
  const ratio = Math.min(2.2, Math.max(0.56, width / height));
  return { aspectRatio: String(ratio), width: Math.round(Math.min(largest, largest * ratio, Math.max(width, 160))) };
}
