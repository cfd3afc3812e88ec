import type { MessageResource } from '@bkcrm/contracts';
import { useMemo, useRef, useState } from 'react';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { dayName } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';
import { useInView } from '../ui/use-in-view.js';
import { useNow } from '../ui/use-now.js';
import { MessageBubble } from './message-bubble.js';
import { PendingBubble } from './pending-bubble.js';
import { buildTimeline, firstUnread } from './timeline.js';
import { useReading } from './use-reading.js';
import { UploadBubble } from './upload-bubble.js';
import { useTarget } from './use-target.js';
import { useThreadScroll } from './use-thread-scroll.js';
import type { ThreadView } from './use-thread.js';

interface MessageListProps {
  ticketId: string;
  /** The message to show. */
  messageId: string | undefined;
  thread: ThreadView;
  onReply: (message: MessageResource) => void;
  onEdit: (message: MessageResource) => void;
}

export function MessageList({ ticketId, messageId, thread, onReply, onEdit }: MessageListProps) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const { entry, messages, pending, uploads, hasOlder, isLoadingOlder } = thread;
  const contactName = entry === undefined ? '' : nameOf(entry.ticket.contact);
  const unreadFrom = useFirstUnread(messages, entry?.unread ?? 0);
  // What is not sent yet stands below everything that is, whenever it is due.
  const [items, scheduled] = useMemo(() => {
    const isScheduled = ({ status }: MessageResource): boolean => status === 'scheduled';
    const sent = (messages ?? []).filter((message) => !isScheduled(message));
    return [buildTimeline(sent, unreadFrom), (messages ?? []).filter(isScheduled)];
  }, [messages, unreadFrom]);
  const byId = useMemo(() => new Map((messages ?? []).map((message) => [message.id, message])), [messages]);
  const box = useRef<HTMLDivElement>(null);
  const scroll = useThreadScroll(box, messages, pending.length + uploads.length);
  useTarget({ ticketId, messageId, thread, isSettled: scroll.isSettled, jumpTo: scroll.jumpTo });
  useReading(ticketId, scroll.isAtBottom, messages);
  const top = useInView<HTMLDivElement>(hasOlder && !isLoadingOlder && scroll.isSettled, () => {
    client.loadOlder(ticketId).catch(showError);
  });

  return (
    <div className="messages-frame">
      <div
        className="messages"
        data-scroll-area
        ref={box}
        onScroll={scroll.onScroll}
        tabIndex={0}
        role="log"
        aria-label={text.thread.label}
        aria-live="off"
        aria-busy={messages === undefined}
      >
        <div className="messages-content">
          <div ref={top} className="messages-top">
            {messages === undefined && <Loading label={text.thread.loading} />}
            {isLoadingOlder && <Loading label={text.thread.older} />}
            {messages !== undefined && !hasOlder && (
              <span>{messages.length === 0 ? text.thread.empty : text.thread.beginning}</span>
            )}
          </div>
          {items.map((item) => {
            if (item.type === 'day') return <Day key={item.key} at={item.at} />;
            if (item.type === 'unread') {
              return (
                <p key={item.key} className="unread-line">
                  <span>{text.thread.unreadFrom}</span>
                </p>
              );
            }
            return (
              <MessageBubble
                key={item.key}
                message={item.message}
                original={byId.get(item.message.quotedMessageId ?? '')}
                contactName={contactName}
                isFirst={item.isFirst}
                isLast={item.isLast}
                onReply={onReply}
                onEdit={onEdit}
                onJump={scroll.jumpTo}
              />
            );
          })}
          {pending.map((message) => (
            <PendingBubble key={message.clientId} message={message} />
          ))}
          {uploads.map((upload) => (
            <UploadBubble key={upload.clientId} upload={upload} />
          ))}
          {scheduled.length > 0 && <p className="scheduled-line">{text.statuses.scheduled}</p>}
          {scheduled.map((message) => (
            <MessageBubble
              key={message.id}
              message={message}
              original={byId.get(message.quotedMessageId ?? '')}
              contactName={contactName}
              isFirst
              isLast
              onReply={onReply}
              onEdit={onEdit}
              onJump={scroll.jumpTo}
            />
          ))}
        </div>
      </div>
      {!scroll.isAtBottom && messages !== undefined && (
        <button type="button" className="to-bottom" onClick={scroll.toBottom} aria-label={text.thread.toBottom}>
          {scroll.newCount > 0 && <span>{text.thread.newMessages(scroll.newCount)}</span>}
          <Icon name="down" size={18} />
        </button>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const text = useText();
  const now = useNow();
  return (
    <p className="day-line">
      <span>{dayName(at, now, text.locale, text.thread)}</span>
    </p>
  );
}

function Loading({ label }: { label: string }) {
  return (
    <>
      <span className="spinner" />
      <span className="visually-hidden">{label}</span>
    </>
  );
}

/** Where the unread line stands: fixed when the thread opens, so that reading does not move it. */
function useFirstUnread(messages: MessageResource[] | undefined, unread: number): string | null {
  const [line, setLine] = useState<string | null | undefined>(undefined);
  if (line === undefined && messages !== undefined) {
    setLine(firstUnread(messages, unread));
  }
  return line ?? null;
}
