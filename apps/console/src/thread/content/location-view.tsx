import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import { thumbnailOf } from './image-view.js';

export function LocationView({ message: { content, kind, text: caption } }: { message: MessageResource }) {
  const text = useText();
  const { location } = content;
  if (location === undefined) return <span>{caption ?? text.kinds[kind]}</span>;
  const { latitude, longitude, name, address } = location;
  const preview = thumbnailOf(location);
  return (
    <a
      className="location"
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`}
      target="_blank"
      rel="noopener noreferrer"
    >
      <span className="location-map">
        {preview !== null && <img src={preview} alt="" />}
        <Icon name="pin" size={32} />
      </span>
      <span className="card-text">
        <strong>{name ?? text.kinds[kind]}</strong>
        <small>{address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</small>
        <small className="location-link">{text.content.map}</small>
      </span>
    </a>
  );
}
