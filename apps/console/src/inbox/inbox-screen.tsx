import type { AgentResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { DetailsPanel } from '../details/details-panel.js';
import { useText } from '../i18n/text.js';
import { ThreadScreen } from '../thread/thread-screen.js';
import { Icon } from '../ui/icons.js';
import { ConversationList } from './conversation-list.js';
import './inbox.css';

interface InboxScreenProps {
  agent: AgentResource;
  ticketId: string | null;
  messageId: string | undefined;
}

/** List, conversation and details: side by side, or one at a time where there is no room. */
export function InboxScreen({ agent, ticketId, messageId }: InboxScreenProps) {
  const text = useText();
  const [hasDetails, setDetails] = useState(() => window.innerWidth >= 1_200);
  const view = ticketId === null ? 'list' : hasDetails ? 'details' : 'thread';
  return (
    <main className="inbox" data-view={view}>
      <ConversationList agent={agent} selectedId={ticketId} />
      {ticketId === null ? (
        <section className="inbox-nothing">
          <Icon name="inbox" size={44} />
          <h2>{text.inbox.pick}</h2>
          <p>{text.inbox.pickHint}</p>
        </section>
      ) : (
        <ThreadScreen
          key={ticketId}
          agent={agent}
          ticketId={ticketId}
          messageId={messageId}
          hasDetails={hasDetails}
          onToggleDetails={() => setDetails(!hasDetails)}
        />
      )}
      {ticketId !== null && hasDetails && (
        <DetailsPanel ticketId={ticketId} agent={agent} onClose={() => setDetails(false)} />
      )}
    </main>
  );
}
