import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { clockTime, comingTime } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';
import { canCancel, canSendAgain } from './message-rules.js';
import './message-notes.css';

/** What agents should know about a message of ours besides what it says, and what they can decide about it. */
export function MessageNotes({ message }: { message: MessageResource }) {
  const text = useText();
  const { failure, warning, status, scheduledFor } = message;
  return (
    <>
      {status === 'scheduled' && scheduledFor !== null && (
        <div className="bubble-note">
          <p>
            <Icon name="clock" size={14} />
            {text.thread.scheduledFor(comingTime(scheduledFor, text.locale))}
          </p>
          <Choices message={message} />
        </div>
      )}
      {status === 'queued' && <Choices message={message} />}
      {failure !== null && (
        <div className="bubble-failure" data-status={status}>
          <p>
            {text.statuses[status]}: {text.errors[failure.code] ?? failure.message}
          </p>
          <Choices message={message} />
        </div>
      )}
      {warning !== null && (
        <p className="bubble-failure" data-status="unknown">
          {text.errors[warning.code] ?? warning.message}
          {warning.until !== undefined && ` (${clockTime(warning.until, text.locale)})`}
        </p>
      )}
      {message.acts.map((act) => (
        <p
          key={act.id}
          className={act.failure === null ? 'bubble-note' : 'bubble-failure'}
          data-status={act.status}
          title={act.text ?? act.emoji ?? undefined}
        >
          {act.failure === null
            ? text.thread.acts[act.kind]
            : `${text.thread.failedActs[act.kind]}: ${text.errors[act.failure.code] ?? act.failure.message}`}
        </p>
      ))}
    </>
  );
}

function Choices({ message }: { message: MessageResource }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const ticketId = message.ticketId ?? '';
  const attempt = (work: Promise<unknown>): void => void work.catch(showError);
  return (
    <p className="bubble-choices">
      {canCancel(message) && (
        <button type="button" onClick={() => attempt(client.cancelMessage(ticketId, message.id))}>
          {text.thread.cancelSend}
        </button>
      )}
      {message.status === 'unknown' && (
        <button type="button" onClick={() => attempt(client.confirmArrived(ticketId, message.id))}>
          {text.thread.itArrived}
        </button>
      )}
      {canSendAgain(message) && (
        <button type="button" onClick={() => attempt(client.sendMessageAgain(ticketId, message.id))}>
          {text.thread.sendAgain}
        </button>
      )}
    </p>
  );
}
