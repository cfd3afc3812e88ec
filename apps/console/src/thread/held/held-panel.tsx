import { useText } from '../../i18n/text.js';
import { useClient } from '../../session/client.js';
import { Icon } from '../../ui/icons.js';
import { QuotePreview } from '../quote.js';
import { RichText } from '../rich-text.js';
import type { HeldReply } from './use-held.js';
import './held.css';

const mostShown = 3;

interface HeldPanelProps {
  held: HeldReply;
  contactName: string;
  /** Nothing else is being written. */
  isFieldFree: boolean;
  onSend: () => void;
}

/** Somebody else was faster: what they wrote, and what the agent may do about the reply that was not sent. */
export function HeldPanel({
  held: { message, newer, isInField, takeToField },
  contactName,
  isFieldFree,
  onSend,
}: HeldPanelProps) {
  const client = useClient();
  const text = useText();
  const words = text.collision;
  const shown = newer.slice(-mostShown);
  const colleague = newer.findLast(({ direction }) => direction === 'out');
  const title =
    colleague === undefined ? words.wrote(contactName) : words.answered(colleague.author?.name ?? words.somebody);
  return (
    <section className="held" data-testid="held" role="alert" aria-label={title}>
      <h3>
        <Icon name="warning" size={18} />
        {title}
      </h3>
      {newer.length > shown.length && <small>{words.earlier(newer.length - shown.length)}</small>}
      <div className="held-newer">
        {shown.map((one) => (
          <QuotePreview key={one.id} message={one} contactName={contactName} />
        ))}
      </div>
      {!isInField && (
        <div className="held-reply">
          {message.fileName !== undefined && <strong>{message.fileName}</strong>}
          <RichText text={message.text === '' ? (message.what?.caption ?? '') : message.text} />
        </div>
      )}
      <div className="held-foot">
        <small>{words.notSent}</small>
        <div className="held-choices">
          <button type="button" className="button" onClick={() => client.discard(message.clientId)}>
            {words.discard}
          </button>
          {!isInField && message.text !== '' && (
            <button type="button" className="button" disabled={!isFieldFree} onClick={takeToField}>
              {words.edit}
            </button>
          )}
          <button type="button" className="button" data-kind="primary" data-testid="send-anyway" onClick={onSend}>
            {words.sendAnyway}
          </button>
        </div>
      </div>
    </section>
  );
}
