import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../../i18n/text.js';
import { shortDateTime } from '../../i18n/times.js';
import { Icon } from '../../ui/icons.js';

export function CallView({ message: { content } }: { message: MessageResource }) {
  const text = useText();
  const { call } = content;
  return (
    <p className="notice" data-tone={call?.outcome === 'missed' ? 'danger' : 'plain'}>
      <Icon name="phone" size={18} />
      {call === undefined ? text.kinds.call : text.content.calls[call.outcome]}
      {call?.video === true && ` (${text.content.videoCall})`}
    </p>
  );
}

export function EventView({ message: { content, text: caption } }: { message: MessageResource }) {
  const text = useText();
  const event = content.event ?? {};
  return (
    <div className="card">
      <span className="card-icon">
        <Icon name="calendar" size={22} />
      </span>
      <span className="card-text">
        <strong>{event.name ?? caption ?? text.kinds.event}</strong>
        {event.startsAt !== undefined && <small>{shortDateTime(event.startsAt, text.locale)}</small>}
        {event.location !== undefined && <small>{event.location}</small>}
        {event.description !== undefined && <small>{event.description}</small>}
        {event.cancelled === true && <small>{text.content.cancelledEvent}</small>}
      </span>
    </div>
  );
}

export function PlaceholderView() {
  const text = useText();
  return (
    <p className="notice" data-tone="plain">
      <Icon name="clock" size={18} />
      {text.content.placeholder}
    </p>
  );
}

export function UnsupportedView({ message: { content } }: { message: MessageResource }) {
  const text = useText();
  return (
    <p className="notice" data-tone="plain">
      <Icon name="question" size={18} />
      {text.content.unsupported(content.rawType ?? '')}
    </p>
  );
}
