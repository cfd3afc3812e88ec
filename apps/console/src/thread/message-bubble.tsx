import type { MessageResource } from '@bkcrm/contracts';
import { memo } from 'react';
import { useText } from '../i18n/text.js';
import { clockTime, fullTime } from '../i18n/times.js';
import { Icon } from '../ui/icons.js';
import { MessageContentView } from './content/message-content-view.js';
import { MessageNotes } from './message-notes.js';
import { MessageTools } from './message-tools.js';
import { Quote } from './quote.js';
import { Reactions } from './reactions.js';
import { Ticks } from './ticks.js';

interface MessageBubbleProps {
  message: MessageResource;
  original: MessageResource | undefined;
  contactName: string;
  isFirst: boolean;
  isLast: boolean;
  onReply: (message: MessageResource) => void;
  onEdit: (message: MessageResource) => void;
  onJump: (messageId: string) => void;
}

export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, original, contactName, isFirst, isLast, onJump } = props;
  const text = useText();
  const isDeleted = message.deletedAt !== null;
  const author = isFirst ? authorOf(message, text.thread.phone) : null;
  return (
    <article
      className="message"
      data-testid={`message-${message.id}`}
      data-direction={message.direction}
      data-kind={message.kind}
      data-status={message.status}
      data-first={isFirst}
      data-last={isLast}
      data-deleted={isDeleted}
      aria-label={`${message.direction === 'in' ? contactName : (message.author?.name ?? text.inbox.you)}, ${clockTime(message.sentAt, text.locale)}`}
    >
      <div className="bubble">
        {author !== null && <p className="bubble-author">{author}</p>}
        <Marks message={message} />
        {isDeleted ? (
          <p className="bubble-deleted">
            <Icon name="deleted" size={16} />
            {text.thread.deleted}
          </p>
        ) : (
          <>
            <Quote message={message} original={original} contactName={contactName} onJump={onJump} />
            <MessageContentView message={message} />
          </>
        )}
        <p className="bubble-foot">
          {message.editedAt !== null && !isDeleted && (
            <span title={fullTime(message.editedAt, text.locale)}>{text.thread.edited}</span>
          )}
          {message.recovered && <span title={fullTime(message.receivedAt, text.locale)}>{text.thread.recovered}</span>}
          <time dateTime={message.sentAt} title={fullTime(message.sentAt, text.locale)}>
            {clockTime(message.sentAt, text.locale)}
          </time>
          {message.direction === 'out' && (
            <Ticks status={message.status} {...(message.failure && { explanation: explain(message, text.statuses) })} />
          )}
        </p>
        <MessageNotes message={message} />
        {!isDeleted && <Reactions reactions={message.reactions} contactName={contactName} />}
      </div>
      {!isDeleted && <MessageTools message={message} onReply={props.onReply} onEdit={props.onEdit} />}
    </article>
  );
});

/** What WhatsApp says about a message besides its content. */
function Marks({ message: { content, deletedAt } }: { message: MessageResource }) {
  const text = useText();
  if (deletedAt !== null) return null;
  return (
    <>
      {content.forwarded !== undefined && (
        <p className="bubble-mark">
          <Icon name="forward" size={14} />
          {content.forwarded.score >= 5 ? text.thread.frequentlyForwarded : text.thread.forwarded}
        </p>
      )}
      {(content.viewOnce === true || content.media?.viewOnce === true) && (
        <p className="bubble-mark">
          <Icon name="eye" size={14} />
          {text.thread.viewOnce}
        </p>
      )}
      {content.ad !== undefined && (
        <p className="bubble-mark">
          <Icon name="link" size={14} />
          {text.thread.ad}
          {content.ad.title !== undefined && `: ${content.ad.title}`}
        </p>
      )}
    </>
  );
}

function authorOf(message: MessageResource, fromPhone: string): string | null {
  if (message.direction === 'in')
    return message.participant === null ? null : (message.participant.name ?? message.participant.jid);
  return message.author?.name ?? fromPhone;
}

function explain({ status, failure }: MessageResource, statuses: Record<MessageResource['status'], string>): string {
  return failure === null ? statuses[status] : `${statuses[status]}: ${failure.message}`;
}
