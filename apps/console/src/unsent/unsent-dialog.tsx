import type { PendingMessage } from '@bkcrm/client';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { hrefOf } from '../shell/route.js';
import { Modal } from '../ui/modal.js';

interface UnsentDialogProps {
  pending: readonly PendingMessage[];
  onClose: () => void;
}

/** Every unsent message with its fate, also those of conversations that nobody can open any more. */
export function UnsentDialog({ pending, onClose }: UnsentDialogProps) {
  const { unsent, form } = useText();
  return (
    <Modal title={unsent.title} onClose={onClose}>
      <ul className="unsent-list">
        {pending.map((message) => (
          <UnsentRow key={message.clientId} message={message} onLeave={onClose} />
        ))}
      </ul>
      <div className="form-actions">
        <button type="button" className="button" onClick={onClose}>
          {form.close}
        </button>
      </div>
    </Modal>
  );
}

function UnsentRow({ message, onLeave }: { message: PendingMessage; onLeave: () => void }) {
  const client = useClient();
  const text = useText();
  const contact = useClientState((state) => state.tickets.get(message.ticketId)?.ticket.contact);
  const { failure } = message;
  return (
    <li>
      <small>
        {contact === undefined ? text.unsent.elsewhere : nameOf(contact)} ·{' '}
        {shortDateTime(message.createdAt, text.locale)}
      </small>
      <p className="unsent-text">{message.text === '' ? (message.fileName ?? message.what?.caption) : message.text}</p>
      <small data-tone={failure === null ? undefined : 'danger'}>
        {failure === null ? text.unsent.waits : (text.errors[failure.code] ?? failure.message)}
      </small>
      <p className="unsent-choices">
        {failure !== null && (
          <button type="button" className="button" onClick={() => client.sendAgain(message.clientId)}>
            {text.thread.again}
          </button>
        )}
        <button type="button" className="button" onClick={() => client.discard(message.clientId)}>
          {text.thread.discard}
        </button>
        <a className="button" href={hrefOf({ screen: 'inbox', ticketId: message.ticketId })} onClick={onLeave}>
          {text.unsent.open}
        </a>
      </p>
    </li>
  );
}
