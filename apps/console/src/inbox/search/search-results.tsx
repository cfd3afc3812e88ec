import type { ContactHit } from '@bkcrm/contracts';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.js';
import { navigate } from '../../shell/route.js';
import { sentenceOf } from '../../ui/sentence-of.js';
import { ContactHitRow } from './contact-hit-row.js';
import { MessageHitRow } from './message-hit-row.js';
import type { ServerSearch } from './use-search.js';
import './search-results.css';

interface SearchResultsProps {
  search: ServerSearch;
  /** Whose conversations stand above already. */
  shownTickets: ReadonlySet<string>;
}

/** What the server found, below the conversations that are loaded. */
export function SearchResults({ search: { found, isSearching, error, loadOlder }, shownTickets }: SearchResultsProps) {
  const text = useText();
  const contacts = (found?.contacts ?? []).filter(({ ticketId }) => !shownTickets.has(ticketId));
  const messages = found?.messages ?? [];
  const hasMore = found !== undefined && found.nextCursor !== null;
  return (
    <div className="found" aria-busy={isSearching} data-testid="search-results">
      <p className="visually-hidden" role="status">
        {found !== undefined && !isSearching && text.search.found(messages.length, contacts.length)}
      </p>
      {contacts.length > 0 && (
        <Section title={text.search.contacts}>
          {contacts.map((contact) => (
            <ContactHitRow key={contact.id} contact={contact} onOpen={() => openContact(contact)} />
          ))}
        </Section>
      )}
      {(messages.length > 0 || hasMore) && (
        <Section title={text.search.messages}>
          {messages.map((message) => (
            <MessageHitRow
              key={message.id}
              message={message}
              onOpen={() => navigate({ screen: 'inbox', ticketId: message.ticketId, messageId: message.id })}
            />
          ))}
        </Section>
      )}
      {hasMore && messages.length === 0 && !isSearching && <p className="found-note">{text.search.noneYet}</p>}
      {error !== undefined && (
        <p className="found-note" role="alert">
          {sentenceOf(error, text.errors)}
        </p>
      )}
      {hasMore && !isSearching && (
        <button type="button" className="found-older" onClick={loadOlder}>
          {text.search.older}
        </button>
      )}
      {isSearching && (
        <p className="found-note">
          <span className="spinner" />
          {text.search.searching}
        </p>
      )}
    </div>
  );
}

const openContact = ({ ticketId }: ContactHit): void => navigate({ screen: 'inbox', ticketId });

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="found-title">
        {title}
      </h2>
      <ul>{children}</ul>
    </section>
  );
}
