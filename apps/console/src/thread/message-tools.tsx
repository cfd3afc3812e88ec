import type { MessageResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import type { IconName } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';
import { useNow } from '../ui/use-now.js';
import { canDelete, canEdit, canReact } from './message-rules.js';
import './message-tools.css';

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

interface MessageToolsProps {
  message: MessageResource;
  onReply: (message: MessageResource) => void;
  onEdit: (message: MessageResource) => void;
}

/** What can be done to a message. */
export function MessageTools({ message, onReply, onEdit }: MessageToolsProps) {
  const client = useClient();
  const text = useText();
  const { showDone, showError } = useToasts();
  const now = Number(useNow());
  const [isChoosing, setIsChoosing] = useState(false);
  const ticketId = message.ticketId ?? '';
  const attempt = (work: Promise<unknown>): void => void work.catch(showError);
  const ours = message.reactions.find(({ by }) => by === 'us')?.emoji;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(message.text ?? '');
    showDone(text.thread.copied);
  };

  if (isChoosing) {
    return (
      <div className="message-tools reaction-choice" role="group" aria-label={text.thread.react}>
        {emojis.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-pressed={emoji === ours}
            onClick={() => {
              setIsChoosing(false);
              attempt(client.react(ticketId, message.id, emoji === ours ? '' : emoji));
            }}
          >
            {emoji}
          </button>
        ))}
        <Tool icon="close" label={text.form.cancel} onClick={() => setIsChoosing(false)} />
      </div>
    );
  }
  return (
    <div className="message-tools">
      {canReact(message) && <Tool icon="smile" label={text.thread.react} onClick={() => setIsChoosing(true)} />}
      <Tool icon="reply" label={text.thread.reply} onClick={() => onReply(message)} />
      {message.text !== null && message.text !== '' && (
        <Tool icon="copy" label={text.thread.copy} onClick={() => attempt(copy())} />
      )}
      {canEdit(message, now) && <Tool icon="edit" label={text.thread.edit} onClick={() => onEdit(message)} />}
      {canDelete(message, now) && (
        <Tool
          icon="trash"
          label={text.thread.remove}
          onClick={() => {
            if (window.confirm(text.thread.confirmRemove)) attempt(client.deleteMessage(ticketId, message.id));
          }}
        />
      )}
    </div>
  );
}

function Tool({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} size={17} />
    </button>
  );
}
