import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';

interface LightboxProps {
  url: string;
  fileName: string;
  alt: string;
  onClose: () => void;
}

/** A picture over the whole page. A click enlarges it, so that receipts and serial numbers can be read. */
export function Lightbox({ url, fileName, alt, onClose }: LightboxProps) {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isLarge, setLarge] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog className="lightbox" ref={dialog} aria-label={alt} onClose={onClose}>
      <div className="lightbox-bar">
        <a className="icon-button" href={url} download={fileName} aria-label={text.content.download}>
          <Icon name="download" />
        </a>
        <button
          type="button"
          className="icon-button"
          aria-label={text.content.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <button
        type="button"
        className="lightbox-image"
        data-large={isLarge}
        aria-label={alt}
        onClick={() => setLarge(!isLarge)}
      >
        <img src={url} alt={alt} />
      </button>
    </dialog>
  );
}
