import type { MessageHit } from '@bkcrm/contracts';
import { nameOf } from '../../i18n/phone.js';
import { useText } from '../../i18n/text.js';
import { fullTime, listTime } from '../../i18n/times.js';
import { Avatar } from '../../ui/avatar.js';
import { Icon } from '../../ui/icons.js';
import { useNow } from '../../ui/use-now.js';
import { kindIcons } from '../kind-icons.js';

export function MessageHitRow({ message, onOpen }: { message: MessageHit; onOpen: () => void }) {
  const text = useText();
  const now = useNow();
  const { contact, sentAt, kind, direction, snippet, ticketNumber, ticketStatus } = message;
  const icon = kindIcons[kind];
  return (
    <li>
      <button type="button" className="row" data-testid={`found-${message.id}`} onClick={onOpen}>
        <Avatar name={contact.name} url={contact.avatarUrl} size={40} />
        <span className="row-name">
          <span>{nameOf(contact)}</span>
        </span>
        <time className="row-time" dateTime={sentAt} title={fullTime(sentAt, text.locale)}>
          {listTime(sentAt, now, text.locale, text.thread.yesterday)}
        </time>
        <span className="row-preview found-snippet">
          {icon !== null && <Icon name={icon} size={15} />}
          <span>
            {direction === 'out' && `${text.inbox.you}: `}
            {snippet.map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text))}
          </span>
        </span>
        <span className="row-marks found-ticket" title={text.ticketStatuses[ticketStatus]}>
          #{ticketNumber}
        </span>
      </button>
    </li>
  );
}
