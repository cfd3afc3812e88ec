import type { MessageResource, TicketResource } from '@bkcrm/contracts';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTicketActions } from '../details/use-ticket-actions.js';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { hrefOf } from '../shell/route.js';
import { Icon } from '../ui/icons.js';
import { AttachButton } from './compose/attach-button.js';
import { FileTray } from './compose/file-tray.js';
import { canRecord } from './compose/recording.js';
import { ScheduleMenu } from './compose/schedule-menu.js';
import { useFileDrop } from './compose/use-file-drop.js';
import { VoiceRecorder } from './compose/voice-recorder.js';
import { HeldPanel } from './held/held-panel.js';
import { useHeld } from './held/use-held.js';
import { useDraft, useField } from './use-draft.js';
import { useToasts } from '../ui/toasts.js';
import { QuotePreview } from './quote.js';
import { useTyping } from './use-typing.js';
import { TypingLine } from './viewers/viewers.js';
import type { Viewers } from './viewers/use-viewers.js';
import './composer.css';

/** The message that what is written belongs to: its answer, or its new wording. */
export interface Aim {
  type: 'reply' | 'edit';
  message: MessageResource;
}

const mostFiles = 10;

interface ComposerProps {
  ticket: TicketResource;
  aim: Aim | null;
  onAimDone: () => void;
  viewers: Viewers;
}

export function Composer({ ticket, aim, onAimDone, viewers }: ComposerProps) {
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
  const { id, contact } = ticket;
  return <OpenComposer ticketId={id} contactName={nameOf(contact)} aim={aim} onAimDone={onAimDone} viewers={viewers} />;
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
  aim: Aim | null;
  onAimDone: () => void;
  viewers: Viewers;
}

function OpenComposer({ ticketId, contactName, aim, onAimDone, viewers }: OpenComposerProps) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const ownDraft = useDraft(ticketId);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isRecording, setIsRecording] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(ticketId);
  const addFiles = (added: File[]): void => setFiles((known) => [...known, ...added].slice(0, mostFiles));
  const isOver = useFileDrop(addFiles);
  const editing = aim?.type === 'edit' ? aim.message : null;
  const isFieldFree = ownDraft[0].trim() === '' && aim === null && files.length === 0;
  const held = useHeld(ticketId, isFieldFree);
  const heldInField = held?.isInField === true && editing === null ? held.message : null;
  const existing =
    editing === null
      ? heldInField && { id: heldInField.clientId, text: heldInField.text }
      : { id: editing.id, text: editing.text ?? '' };
  const [draft, setDraft] = useField(ownDraft, existing);

  useLayoutEffect(() => fitHeight(field.current, draft), [draft]);
  useEffect(() => {
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (aim !== null) field.current?.focus();
  }, [aim]);

  const finish = (): void => {
    setDraft('');
    setFiles([]);
    typing.stop();
    onAimDone();
    field.current?.focus();
  };
  const send = (scheduledFor?: Date): void => {
    const message = draft.trim();
    if (message === '' && files.length === 0) return;
    if (heldInField !== null) {
      client.sendAgain(heldInField.clientId, message);
      typing.stop();
      return;
    }
    const more = {
      ...(aim?.type === 'reply' && { quotedMessageId: aim.message.id }),
      ...(scheduledFor && { scheduledFor: scheduledFor.toISOString() }),
    };
    if (editing !== null) client.editMessage(ticketId, editing.id, { text: message }).catch(showError);
    else if (files.length === 0) client.send(ticketId, { text: message, ...more });
    // What is written stands below the first of the files.
    files.forEach((file, index) =>
      client.sendFile(ticketId, file, file.name, index === 0 && message !== '' ? { caption: message, ...more } : more),
    );
    finish();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an accent or a suggestion is being composed, Enter belongs to that.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape' && aim !== null) onAimDone();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0 || existing !== null) return;
    event.preventDefault();
    addFiles(pasted);
  };

  const isEmpty = draft.trim() === '' && files.length === 0;
  return (
    <footer className="composer" data-testid="composer" data-over={isOver}>
      <TypingLine viewers={viewers} />
      {held !== null && (
        <HeldPanel
          held={held}
          contactName={contactName}
          isFieldFree={isFieldFree}
          onSend={() => (heldInField === null ? client.sendAgain(held.message.clientId) : send())}
        />
      )}
      {isOver && <p className="composer-drop">{text.composer.drop}</p>}
      {aim !== null && (
        <div className="composer-reply">
          {editing !== null && <Icon name="edit" size={18} />}
          <QuotePreview message={aim.message} contactName={contactName} />
          <button
            type="button"
            className="icon-button"
            aria-label={editing === null ? text.composer.cancelReply : text.composer.cancelEdit}
            onClick={onAimDone}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      <FileTray files={files} onRemove={(file) => setFiles(files.filter((other) => other !== file))} />
      <div className="composer-line">
        {!isRecording && (
          <>
            {existing === null && <AttachButton onFiles={addFiles} />}
            <textarea
              ref={field}
              className="composer-field"
              rows={1}
              value={draft}
              maxLength={files.length > 0 ? 4_096 : 65_536}
              aria-label={text.composer.label}
              placeholder={files.length > 0 ? text.composer.caption : text.composer.placeholder}
              title={text.composer.hint}
              onChange={(event) => {
                setDraft(event.target.value);
                typing.keep();
              }}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
            />
            {existing === null && !isEmpty && <ScheduleMenu onPick={send} />}
          </>
        )}
        {isEmpty && aim === null && existing === null && canRecord() ? (
          <VoiceRecorder ticketId={ticketId} onRecording={setIsRecording} />
        ) : (
          <button
            type="button"
            className="composer-send"
            data-testid="send"
            aria-label={text.composer.send}
            title={text.composer.send}
            disabled={isEmpty}
            onClick={() => send()}
          >
            <Icon name={editing === null ? 'send' : 'check'} />
          </button>
        )}
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
