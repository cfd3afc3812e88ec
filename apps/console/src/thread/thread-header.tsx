import type { TicketEntry } from '@bkcrm/client';
import type { AgentResource } from '@bkcrm/contracts';
import { useTicketActions } from '../details/use-ticket-actions.js';
import { formatPhone, isNameless, nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { hrefOf } from '../shell/route.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { usePresence } from './use-presence.js';
import { ViewerFaces } from './viewers/viewers.js';
import type { Viewers } from './viewers/use-viewers.js';

interface ThreadHeaderProps {
  agent: AgentResource;
  entry: TicketEntry | undefined;
  viewers: Viewers;
  hasDetails: boolean;
  onToggleDetails: () => void;
}

export function ThreadHeader({ agent, entry, viewers, hasDetails, onToggleDetails }: ThreadHeaderProps) {
  const text = useText();
  return (
    <header className="thread-header">
      <a
        className="icon-button thread-back"
        href={hrefOf({ screen: 'inbox', ticketId: null })}
        aria-label={text.thread.back}
      >
        <Icon name="back" />
      </a>
      {entry !== undefined && <Who entry={entry} />}
      <ViewerFaces viewers={viewers} />
      {entry !== undefined && <Actions agent={agent} entry={entry} />}
      <button
        type="button"
        className="icon-button"
        aria-label={text.thread.details}
        title={text.thread.details}
        aria-pressed={hasDetails}
        onClick={onToggleDetails}
      >
        <Icon name="panel" />
      </button>
    </header>
  );
}

function Who({ entry: { ticket } }: { entry: TicketEntry }) {
  const text = useText();
  const presence = usePresence(ticket.id);
  const { contact } = ticket;
  const { name, phone, avatarUrl } = contact;
  return (
    <>
      <Avatar name={name} url={avatarUrl} size={38} />
      <div className="thread-who">
        <h2>{nameOf(contact)}</h2>
        <p>
          {presence === null ? (
            <>
              <span className="status-chip" data-status={ticket.status}>
                {text.ticketStatuses[ticket.status]}
              </span>
              <span className="thread-origin">
                #{ticket.number} · {ticket.whatsappNumber.name}
                {phone !== null && !isNameless(contact) && ` · ${formatPhone(phone)}`}
              </span>
            </>
          ) : (
            <em aria-live="polite">{text.thread[presence]}</em>
          )}
        </p>
      </div>
    </>
  );
}

function Actions({ agent, entry: { ticket } }: { agent: AgentResource; entry: TicketEntry }) {
  const text = useText();
  const { change, resolve, isBusy } = useTicketActions(ticket);
  if (ticket.mergedInto !== null) return null;
  const isMine = ticket.assignee?.id === agent.id;
  return (
    <div className="thread-actions" role="group" aria-label={text.ticket.actions}>
      {!isMine && ticket.status !== 'resolved' && (
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => void change({ assigneeId: agent.id })}
        >
          <Icon name="take" size={17} />
          <span>{text.ticket.take}</span>
        </button>
      )}
      {ticket.status === 'resolved' ? (
        <button type="button" className="button" disabled={isBusy} onClick={() => void change({ status: 'open' })}>
          <Icon name="reopen" size={17} />
          <span>{text.ticket.reopen}</span>
        </button>
      ) : (
        <button type="button" className="button" disabled={isBusy} onClick={() => void resolve()}>
          <Icon name="check" size={17} />
          <span>{text.ticket.resolve}</span>
        </button>
      )}
    </div>
  );
}
