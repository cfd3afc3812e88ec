import type { MessageResource, TicketResource } from '@bkcrm/contracts';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTicketActions } from '../details/use-ticket-actions.js';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { hrefOf } from '../shell/route.js';
import { Icon } from '../ui/icons.js';
import { readDraft, writeDraft } from './draft.js';
import { QuotePreview } from './quote.js';
import { useTyping } from './use-typing.js';
import './composer.css';

interface ComposerProps {
  ticket: TicketResource;
  replyTo: MessageResource | null;
  onReplyDone: () => void;
}

export function Composer({ ticket, replyTo, onReplyDone }: ComposerProps) {
  const text = useText();
  if (ticket.mergedInto !== null) {
    return (
      <footer className="composer-closed">
        <span>{text.composer.merged}</span>
        <a className="button" href={hrefOf({ screen: 'inbox', ticketId: ticket.mergedInto })}>
          {text.composer.openMerged}
        </a>
      </footer>
    );
  }
  if (ticket.status === 'resolved') return <Resolved ticket={ticket} />;
  return (
    <OpenComposer ticketId={ticket.id} contactName={ticket.contact.name} replyTo={replyTo} onReplyDone={onReplyDone} />
  );
}

function Resolved({ ticket }: { ticket: TicketResource }) {
  const text = useText();
  const { change, isBusy } = useTicketActions(ticket);
  return (
    <footer className="composer-closed">
      <span>{text.composer.resolved}</span>
      <button type="button" className="button" disabled={isBusy} onClick={() => void change({ status: 'open' })}>
        <Icon name="reopen" size={17} />
        {text.ticket.reopen}
      </button>
    </footer>
  );
}

interface OpenComposerProps {
  ticketId: string;
  contactName: string;
  replyTo: MessageResource | null;
  onReplyDone: () => void;
}

function OpenComposer({ ticketId, contactName, replyTo, onReplyDone }: OpenComposerProps) {
  const client = useClient();
  const text = useText();
  const [draft, setDraft] = useState(() => readDraft(ticketId));
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(ticketId);

  useEffect(() => writeDraft(ticketId, draft), [ticketId, draft]);
  useLayoutEffect(() => fitHeight(field.current, draft), [draft]);
  useEffect(() => {
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (replyTo !== null) field.current?.focus();
  }, [replyTo]);

  const send = (): void => {
    const message = draft.trim();
    if (message === '') return;
    client.send(ticketId, { text: message, ...(replyTo && { quotedMessageId: replyTo.id }) });
    setDraft('');
    typing.stop();
    onReplyDone();
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an accent or a suggestion is being composed, Enter belongs to that.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape' && replyTo !== null) onReplyDone();
  };

  return (
    <footer className="composer" data-testid="composer">
      {replyTo !== null && (
        <div className="composer-reply">
          <QuotePreview message={replyTo} contactName={contactName} />
          <button type="button" className="icon-button" aria-label={text.composer.cancelReply} onClick={onReplyDone}>
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      <div className="composer-line">
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          value={draft}
          maxLength={65_536}
          aria-label={text.composer.label}
          placeholder={text.composer.placeholder}
          title={text.composer.hint}
          onChange={(event) => {
            setDraft(event.target.value);
            typing.keep();
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="composer-send"
          data-testid="send"
          aria-label={text.composer.send}
          title={text.composer.send}
          disabled={draft.trim() === ''}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </footer>
  );
}

const highest = 168;

function fitHeight(field: HTMLTextAreaElement | null, text: string): void {
  if (field === null) return;
  field.style.height = 'auto';
  if (text === '') return;
  field.style.height = `${Math.min(highest, field.scrollHeight)}px`;
}
