import type { TicketEntry } from '@bkcrm/client';
import { memo } from 'react';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { fullTime, listTime } from '../i18n/times.js';
import { usePresence } from '../thread/use-presence.js';
import { readDraft } from '../thread/draft.js';
import { Ticks } from '../thread/ticks.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { toneOf } from '../ui/initials.js';
import { useNow } from '../ui/use-now.js';
import { plainText } from '../thread/format-text.js';
import { kindIcons } from './kind-icons.js';

interface RowProps {
  entry: TicketEntry;
  isSelected: boolean;
  onOpen: () => void;
}

export const ConversationRow = memo(
  function ConversationRow({ entry: { ticket, unread }, isSelected, onOpen }: RowProps) {
    const text = useText();
    const now = useNow();
    const time = ticket.lastMessage?.sentAt ?? ticket.updatedAt;
    return (
      <li>
        <button
          type="button"
          className="row"
          data-testid={`conversation-${ticket.id}`}
          data-unread={unread > 0}
          aria-current={isSelected ? 'true' : undefined}
          onClick={onOpen}
        >
          <Avatar name={ticket.contact.name} url={ticket.contact.avatarUrl} size={40} />
          <span className="row-name">
            <span>{nameOf(ticket.contact)}</span>
            <Origin ticket={ticket} />
          </span>
          <time className="row-time" dateTime={time} title={fullTime(time, text.locale)}>
            {listTime(time, now, text.locale, text.thread.yesterday)}
          </time>
          <span className="row-preview">
            <Preview ticket={ticket} />
          </span>
          <span className="row-marks">
            {ticket.assignee !== null && (
              <span title={`${text.ticket.assignee}: ${ticket.assignee.name}`}>
                <Avatar name={ticket.assignee.name} size={18} />
              </span>
            )}
            {unread > 0 && (
              <span className="badge" aria-label={text.inbox.unread(unread)}>
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </span>
        </button>
      </li>
    );
  },
  (before, after) => before.entry === after.entry && before.isSelected === after.isSelected,
);

/** Which department (else which number) it came to: a dot of its colour, the name on hover. */
function Origin({ ticket }: Pick<TicketEntry, 'ticket'>) {
  const place = [ticket.whatsappNumber.name, ticket.department?.name].filter(Boolean).join(' · ');
  return (
    <span
      className="row-origin"
      data-tone={toneOf(ticket.department?.name ?? ticket.whatsappNumber.name)}
      title={place}
    >
      <span className="visually-hidden">{place}</span>
    </span>
  );
}

function Preview({ ticket }: Pick<TicketEntry, 'ticket'>) {
  const text = useText();
  const presence = usePresence(ticket.id);
  const draft = readDraft(ticket.id);
  const message = ticket.lastMessage;
  if (presence !== null) return <em className="row-presence">{text.thread[presence]}</em>;
  if (draft !== '') {
    return (
      <>
        <em className="row-draft">{text.inbox.draft}:</em>
        <span>{draft}</span>
      </>
    );
  }
  if (message === null) return null;
  const icon = kindIcons[message.kind];
  return (
    <>
      {message.direction === 'out' && !message.deleted && <Ticks status={message.status} />}
      {message.deleted ? (
        <>
          <Icon name="deleted" size={15} />
          <i>{text.inbox.deleted}</i>
        </>
      ) : (
        <>
          {icon !== null && <Icon name={icon} size={15} />}
          <span>
            {message.text === null || message.text === '' ? text.kinds[message.kind] : plainText(message.text)}
          </span>
        </>
      )}
    </>
  );
}
