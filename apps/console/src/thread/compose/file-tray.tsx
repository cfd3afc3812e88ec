import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import { formatBytes } from '../content/format.js';
import { LocalPicture } from './local-picture.js';

/** The files that are about to be sent. */
export function FileTray({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  const text = useText();
  if (files.length === 0) return null;
  return (
    <ul className="file-tray" aria-label={text.composer.files}>
      {files.map((file) => (
        <li key={`${file.name} ${file.size} ${file.lastModified}`}>
          <Preview file={file} />
          <span className="file-tray-name">
            <strong>{file.name}</strong>
            <small>{formatBytes(file.size, text.locale)}</small>
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label={`${text.composer.removeFile}: ${file.name}`}
            onClick={() => onRemove(file)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Preview({ file }: { file: File }) {
  if (file.type.startsWith('image/')) return <LocalPicture file={file} />;
  const kind = file.type.startsWith('video/') ? 'video' : file.type.startsWith('audio/') ? 'microphone' : 'document';
  return (
    <span className="file-tray-icon">
      <Icon name={kind} />
    </span>
  );
}
