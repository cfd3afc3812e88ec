import type { AgentResource, MessageResource } from '@bkcrm/contracts';
import { useCallback, useState } from 'react';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { Composer } from './composer.js';
import type { Aim } from './composer.js';
import { MessageList } from './message-list.js';
import { ThreadHeader } from './thread-header.js';
import { useThread } from './use-thread.js';
import { useViewers } from './viewers/use-viewers.js';
import './thread.css';

interface ThreadScreenProps {
  agent: AgentResource;
  ticketId: string;
  /** The message to show. */
  messageId: string | undefined;
  hasDetails: boolean;
  onToggleDetails: () => void;
}

export function ThreadScreen({ agent, ticketId, messageId, hasDetails, onToggleDetails }: ThreadScreenProps) {
  const text = useText();
  const thread = useThread(ticketId);
  const viewers = useViewers(ticketId);
  const [aim, setAim] = useState<Aim | null>(null);
  const { entry, messages } = thread;
  const reply = useCallback((message: MessageResource) => setAim({ type: 'reply', message }), []);
  const edit = useCallback((message: MessageResource) => setAim({ type: 'edit', message }), []);
  return (
    <section
      className="thread"
      data-testid="thread"
      aria-label={entry === undefined ? text.thread.label : nameOf(entry.ticket.contact)}
    >
      <ThreadHeader
        agent={agent}
        entry={entry}
        viewers={viewers}
        hasDetails={hasDetails}
        onToggleDetails={onToggleDetails}
      />
      {entry === undefined && messages !== undefined ? (
        <p className="thread-gone">{text.thread.gone}</p>
      ) : (
        <MessageList ticketId={ticketId} messageId={messageId} thread={thread} onReply={reply} onEdit={edit} />
      )}
      {entry !== undefined && (
        <Composer ticket={entry.ticket} aim={aim} onAimDone={() => setAim(null)} viewers={viewers} />
      )}
    </section>
  );
}
